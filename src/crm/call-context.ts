/** Carried by every call to a CRM, whichever it is. */
export interface CallContext {
  /** Stops it. */
  readonly signal: AbortSignal;
  /** A last look before bytes leave: throws when the event is no longer ours. */
  readonly beforeSend: () => void;
  /** Told that a write is about to leave, after it has waited for its turn: how long the CRM may be at work on it counts from here. */
  readonly sending?: () => Promise<void>;
  /** What each HTTP request of the call carries beside its own headers; asked anew for each, since each is a span of its own. */
  readonly headers?: () => Readonly<Record<string, string>>;
}

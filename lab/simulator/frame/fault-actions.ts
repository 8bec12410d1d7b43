/** What can happen to a call of any server. `commit` tells whether its work is done all the same. */
export type FrameFaultAction =
  /** The connection ends without an answer: closed in order (FIN, the default), or reset (RST). */
  | { readonly kind: 'cut'; readonly commit: boolean; readonly by?: 'close' | 'reset' }
  /** Nothing is answered until the client gives up. */
  | { readonly kind: 'hang'; readonly commit: boolean }
  /** The work is done, and the connection closed in the middle of its answer. */
  | { readonly kind: 'half-body' }
  /** Another answer than that of the work. */
  | {
      readonly kind: 'answer';
      readonly commit: boolean;
      readonly status: number;
      readonly body: string;
      readonly headers: Readonly<Record<string, string>>;
    }
  /** Waits instead of the usual latency; the work is done at the start or at the end of the wait. */
  | { readonly kind: 'slow'; readonly ms: number; readonly commit: 'start' | 'end' };

/** A fault that one server alone has: its kind is none of the frame's. */
export interface OwnFaultAction {
  readonly kind: string;
}

const frameKinds: Readonly<Record<FrameFaultAction['kind'], true>> = {
  cut: true,
  hang: true,
  'half-body': true,
  answer: true,
  slow: true,
};

/** Whether the frame plays this fault itself. */
export function isFrameFault<Own extends OwnFaultAction>(action: FrameFaultAction | Own): action is FrameFaultAction {
  return Object.hasOwn(frameKinds, action.kind);
}

const html = { 'Content-Type': 'text/html; charset=UTF-8' };
const json = { 'Content-Type': 'application/json' };

/** The actions tests need most. */
export const faultActions = {
  /** The connection breaks before the request is looked at. */
  cutBefore: { kind: 'cut', commit: false },
  /** The work is done, then the connection breaks without an answer. */
  cutAfter: { kind: 'cut', commit: true },
  /** The connection is reset (RST) before the request is looked at. */
  resetBefore: { kind: 'cut', commit: false, by: 'reset' },
  /** The work is done, then the connection is reset (RST) without an answer. */
  resetAfter: { kind: 'cut', commit: true, by: 'reset' },
  /** 500 with an empty body, as PHP answers without its database. */
  emptyServerError: { kind: 'answer', commit: false, status: 500, body: '', headers: { ...html, Connection: 'close' } },
  /** A proxy's 502 page. */
  badGateway: {
    kind: 'answer',
    commit: false,
    status: 502,
    body: '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>',
    headers: html,
  },
  /** 503 with `Retry-After`. */
  unavailable: (seconds: number): FrameFaultAction => ({
    kind: 'answer',
    commit: false,
    status: 503,
    body: '',
    headers: { ...html, 'Retry-After': String(seconds) },
  }),
  /** 429 with `Retry-After`. */
  tooManyRequests: (seconds: number): FrameFaultAction => ({
    kind: 'answer',
    commit: false,
    status: 429,
    body: '{"message":"Too many requests"}',
    headers: { ...json, 'Retry-After': String(seconds) },
  }),
} satisfies Record<string, FrameFaultAction | ((seconds: number) => FrameFaultAction)>;

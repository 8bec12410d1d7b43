/** One place in a distributed trace, as W3C Trace Context tells it: lower-case hex throughout. */
export interface Trace {
  /** 32 digits: the same for everything that one request set off. */
  readonly traceId: string;
  /** 16 digits: the one operation that asks. */
  readonly spanId: string;
  /** 2 digits; the last bit says that the caller may be recording. */
  readonly flags: string;
}

/** One operation of the service, as it stands in a trace. */
export interface Span {
  readonly at: Trace;
  /** What asked for it; null where nothing in the trace did. */
  readonly parent: Trace | null;
  /** In monotonic milliseconds. */
  readonly begunAt: number;
}

/** Gives operations their places in traces. */
export interface Tracing {
  /** What comes from outside: in the trace of its sender, or the first of a new one. */
  enter(sent: Trace | null): Span;
  /** What the operation at this place asks for. */
  next(asking: Trace): Span;
}

/** Gives so many random bytes. */
export type RandomBytes = (size: number) => Uint8Array;

const TRACEPARENT = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/;
// "Sampled" and "random trace id": an unknown flag must not be passed on.
const KNOWN_FLAGS = 0b11;
const SAMPLED = '01';

/**
 * Reads a `traceparent` header (W3C Trace Context, section 3.2): null when it is missing or invalid, and a new trace begins.
 * A version later than ours is read by the four fields we know.
 */
export function parseTraceparent(header: unknown): Trace | null {
  const [, version, traceId, spanId, flags, more] = TRACEPARENT.exec(typeof header === 'string' ? header : '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return null;
  if (version === 'ff' || (version === '00' && more !== undefined)) return null;
  if (isZero(traceId) || isZero(spanId)) return null;
  return { traceId, spanId, flags: hex(Uint8Array.of(Number.parseInt(flags, 16) & KNOWN_FLAGS)) };
}

/** The trace as a `traceparent` header. */
export function formatTraceparent({ traceId, spanId, flags }: Trace): string {
  return `00-${traceId}-${spanId}-${flags}`;
}

/** Whether somebody records the operations of this trace. */
export function isSampled({ flags }: Trace): boolean {
  return (Number.parseInt(flags, 16) & 1) === 1;
}

/** Passes traces on without being seen in them: what comes in stands where its sender does. `now`: monotonic milliseconds. */
export function passOnTraces(random: RandomBytes, now: () => number): Tracing {
  return {
    enter: (sent) => ({ at: sent ?? newTrace(random), parent: null, begunAt: now() }),
    next: (asking) => ({ at: nextSpan(asking, random), parent: asking, begunAt: now() }),
  };
}

/** Begins a trace of its own. */
export function newTrace(random: RandomBytes): Trace {
  return { traceId: randomId(16, random), spanId: randomId(8, random), flags: SAMPLED };
}

/** The next operation in the same trace. */
export function nextSpan(trace: Trace, random: RandomBytes): Trace {
  return { ...trace, spanId: randomId(8, random) };
}

// An id of zeros alone means "none".
function randomId(bytes: number, random: RandomBytes): string {
  for (;;) {
    const id = hex(random(bytes));
    if (!isZero(id)) return id;
  }
}

function isZero(id: string): boolean {
  return /^0+$/.test(id);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

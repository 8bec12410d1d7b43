import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from './answer.ts';
import type { OwnFaultAction } from './fault-actions.ts';
import type { CallSubject } from './journal.ts';

/**
 * What a simulator tells the frame of its API. The frame listens, reads requests, keeps the journal, waits the latency and plays the
 * faults that any server has; `startFrame(api, options)` serves it, and what that returns is the base of every simulator. `Call` is a
 * request as the API reads it, `Own` the faults that it alone has (`never` where there are none). The smallest whole example is
 * test/simulator/frame.test.ts.
 */
export interface SimulatedApi<Call, Own extends OwnFaultAction> {
  /**
   * Takes a request at its arrival. What it gives back reads the body, and is not called where the client went away before all of it
   * was there.
   */
  receive(head: RequestHead): (body: Buffer) => Call;
  /** What the call is about, for the journal and the faults. */
  subjectOf(call: Call): CallSubject;
  /** Reads what the call needs; what is returned writes and answers. The latency lies between the two. */
  prepare(call: Call): Commit;
  /** Plays a fault of its own and gives the answer; a kind that it forgets does not compile. */
  misbehave(call: Call, action: Own, work: Work): Answer | Promise<Answer>;
}

/** What a request says before its body. */
export interface RequestHead {
  readonly method: string;
  /** Path and query, as sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** What is left to do after a request was understood and its rows were read: writing, and answering. */
export type Commit = () => Answer;

/** Does the work of the call, the latency included: what `prepare` makes of it now, or another commit instead. */
export type Work = (commit?: Commit) => Promise<Answer>;

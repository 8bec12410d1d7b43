import Type, { type Static } from 'typebox';
import Value from 'typebox/value';

/** With what a load ends that was out of messages before its time was over. */
export const RAN_OUT = 3;

const MARK = 'RESULT ';
const Result = Type.Object({
  requests: Type.Integer(),
  seconds: Type.Number(),
  p50Ms: Type.Number(),
  p99Ms: Type.Number(),
  /** Answers that were not 2xx. */
  refused: Type.Integer(),
  /** Connections that failed, answers that never came. */
  socketErrors: Type.Integer(),
});

/** What came of one round of load: answered requests, and how long each took. */
export type LoadResult = Static<typeof Result>;

/** Finds the result in the output of a load. Throws where there is none. */
export function readResult(output: string): LoadResult {
  const line = output.split('\n').find((one) => one.startsWith(MARK));
  if (line === undefined) throw new Error(`The load has said nothing of a result:\n${output}`);
  return Value.Parse(Result, JSON.parse(line.slice(MARK.length)));
}

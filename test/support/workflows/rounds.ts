import { type Bench, describeCall } from '../service.ts';
import { waitFor } from '../wait-for.ts';

/** Longer than a call is late on a busy machine, and less than a test may take. */
const PATIENCE_MS = 15_000;

/**
 * Lets the CRM answer the calls of some work in rounds of these sizes, tokens left out: those of a round wait until all of it is there, and
 * are answered together. No chain of calls that wait for each other is longer, then, than there are rounds. Gives the calls of each, such
 * as `POST AOS_Invoices`; what comes after the last one is a round more. Rejects where a round does not fill.
 */
export async function answerInRounds(
  { crm }: Pick<Bench, 'crm'>,
  sizes: readonly number[],
  work: () => Promise<unknown>,
): Promise<string[][]> {
  const rounds: string[][] = [];
  let waiting: string[] = [];
  let answered = Promise.withResolvers<void>();
  crm.setLatency((call) => {
    if (!call.path.startsWith('/Api/V8/')) return 0;
    waiting.push(describeCall(call));
    return answered.promise;
  });
  const working = work();
  try {
    for (const size of sizes) {
      await waitFor('the round is full', () => waiting.length >= size, PATIENCE_MS).catch((cause: unknown) => {
        throw new Error(`After ${JSON.stringify(rounds)} came no more than ${JSON.stringify(waiting)}`, { cause });
      });
      rounds.push(waiting);
      waiting = [];
      answered.resolve();
      answered = Promise.withResolvers();
    }
  } finally {
    answered.resolve();
    await working;
    crm.setLatency(0);
  }
  return waiting.length === 0 ? rounds : [...rounds, waiting];
}

import { type ErrorClass, TillbridgeError } from '../../domain/errors.ts';
import { StepFailed } from './steps.ts';

// A failure that needs a person outweighs one that heals by itself.
const WEIGHT: Readonly<Record<ErrorClass, number>> = { ambiguous: 3, permanent: 2, auth: 1, transient: 0 };

/**
 * Runs independent pieces of work side by side and waits for every one of them, so that no call is under way when the event is
 * settled. If some fail, the failure that weighs most is thrown.
 */
export async function sideBySide<T extends readonly unknown[]>(
  ...pieces: { readonly [K in keyof T]: () => Promise<T[K]> }
): Promise<T> {
  const settled = await Promise.allSettled(pieces.map((piece) => piece()));
  const failures = settled.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  if (failures.length > 0) throw heaviest(failures);
  return settled.map((result) => (result.status === 'fulfilled' ? result.value : undefined)) as unknown as T;
}

/** The same for the items of a list, `width` of them at a time; no further one is begun after a failure. */
export async function eachOf<T, R>(items: readonly T[], width: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = new Array(items.length);
  const failures: unknown[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length && failures.length === 0) {
      const index = next++;
      try {
        results[index] = await work(items[index] as T);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
  if (failures.length > 0) throw heaviest(failures);
  return results;
}

function heaviest(failures: readonly unknown[]): unknown {
  return failures.reduce((worst, failure) => (weight(failure) > weight(worst) ? failure : worst));
}

// Of those that weigh the same, the one that asks for a quiet time before the next attempt.
function weight(failure: unknown): number {
  const quiet = failure instanceof StepFailed && failure.outcome === 'left_behind' ? 0.5 : 0;
  const patience = failure instanceof StepFailed && failure.retryAfterMs !== null ? 0.25 : 0;
  return (failure instanceof TillbridgeError ? WEIGHT[failure.errorClass] : 0) + quiet + patience;
}

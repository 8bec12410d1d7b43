/**
 * Makes a reading of the database that health and scrapes can afford: those who ask at once share one, and nobody waits for
 * longer than `patienceMs`. It resolves with null where there is no answer in time, and where the reading failed, which
 * `onFailure` is told. A reading that takes too long is left to itself: who asks after that gets a new one.
 */
export function boundedRead<T>(
  read: () => Promise<T>,
  patienceMs: number,
  onFailure: (error: unknown) => void,
): () => Promise<T | null> {
  let shared: Promise<T | null> | null = null;

  function start(): Promise<T | null> {
    const patience = Promise.withResolvers<null>();
    const timer = setTimeout(() => patience.resolve(null), patienceMs);
    const reading = read().catch((error: unknown) => {
      onFailure(error);
      return null;
    });
    return Promise.race([reading, patience.promise]).finally(() => {
      clearTimeout(timer);
      shared = null;
    });
  }

  return () => {
    shared ??= start();
    return shared;
  };
}

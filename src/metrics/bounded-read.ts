/**
 * Makes a reading that a scrape can afford: those who ask at once share one, and nobody waits for longer than `patienceMs`. It
 * resolves with null where there is no answer in time, and where the reading failed, which `onFailure` is told.
 */
export function boundedRead<T>(
  read: () => Promise<T>,
  patienceMs: number,
  onFailure: (error: unknown) => void,
): () => Promise<T | null> {
  let reading: Promise<T | null> | null = null;

  async function start(): Promise<T | null> {
    try {
      return await read();
    } catch (error) {
      onFailure(error);
      return null;
    } finally {
      reading = null;
    }
  }

  return async () => {
    reading ??= start();
    const patience = Promise.withResolvers<null>();
    const timer = setTimeout(() => patience.resolve(null), patienceMs);
    try {
      return await Promise.race([reading, patience.promise]);
    } finally {
      clearTimeout(timer);
    }
  };
}

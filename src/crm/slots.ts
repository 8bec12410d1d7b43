import PQueue from 'p-queue';

/** Work that runs at most so many at a time; whoever waits longest is next. */
export interface Slots {
  /** Waits for a slot and runs `work` in it. When `signal` aborts before, it rejects with what `aborted` makes, and the place in line is given up. */
  run<T>(signal: AbortSignal, aborted: () => Error, work: () => Promise<T>): Promise<T>;
}

/** `limit`: how many at a time. */
export function createSlots(limit: number): Slots {
  const queue = new PQueue({ concurrency: limit });
  return {
    async run(signal, aborted, work) {
      // Of those who wait: the queue would also give up what is at work, whose own error says what it may have done.
      const waiting = new AbortController();
      const giveUp = () => waiting.abort();
      signal.addEventListener('abort', giveUp, { once: true });
      if (signal.aborted) giveUp();
      let begun = false;
      const begin = () => {
        begun = true;
        signal.removeEventListener('abort', giveUp);
        return work();
      };
      try {
        return await queue.add(begin, { signal: waiting.signal });
      } catch (error) {
        throw begun ? error : aborted();
      }
    },
  };
}

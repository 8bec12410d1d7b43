import PQueue from 'p-queue';

/** Who waits for a slot. */
export interface SlotRequest {
  /** Ends the waiting, which then rejects with what `aborted` makes; the place in line is given up. */
  readonly signal: AbortSignal;
  readonly aborted: () => Error;
  /** It goes before those that are not. */
  readonly urgent?: boolean;
}

/** Work that runs at most so many at a time; whoever waits longest is next. */
export interface Slots {
  /** Waits for a slot and runs `work` in it. */
  run<T>(request: SlotRequest, work: () => Promise<T>): Promise<T>;
}

/** `limit`: how many at a time. */
export function createSlots(limit: number): Slots {
  const queue = new PQueue({ concurrency: limit });
  return {
    async run({ signal, aborted, urgent = false }, work) {
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
        return await queue.add(begin, { signal: waiting.signal, priority: urgent ? 1 : 0 });
      } catch (error) {
        throw begun ? error : aborted();
      }
    },
  };
}

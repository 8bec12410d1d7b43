/** Gives a slot back; a second call changes nothing. */
export type Release = () => void;

/** At most `limit` holders at once; whoever waits longest is next. */
export interface Semaphore {
  /** Waits for a slot. When `signal` aborts first, it rejects with what `aborted` makes, and the place in the queue is given up. */
  acquire(signal: AbortSignal, aborted: () => Error): Promise<Release>;
}

export function createSemaphore(limit: number): Semaphore {
  let free = limit;
  // A Set keeps the order of insertion and lets anyone leave from the middle.
  const queue = new Set<() => void>();

  function release(): void {
    const [next] = queue;
    if (next === undefined) {
      free += 1;
      return;
    }
    queue.delete(next);
    next();
  }

  function slot(): Release {
    let held = true;
    return () => {
      if (held) release();
      held = false;
    };
  }

  return {
    async acquire(signal, aborted) {
      if (signal.aborted) throw aborted();
      if (free > 0) {
        free -= 1;
        return slot();
      }
      return new Promise((resolve, reject) => {
        const onAbort = () => {
          queue.delete(enter);
          reject(aborted());
        };
        const enter = () => {
          signal.removeEventListener('abort', onAbort);
          resolve(slot());
        };
        signal.addEventListener('abort', onAbort, { once: true });
        queue.add(enter);
      });
    },
  };
}

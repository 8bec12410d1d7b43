import closeWithGrace from 'close-with-grace';

/** What ended a process: a signal, or an error that nobody caught. */
export interface Ending {
  readonly signal: NodeJS.Signals | null;
  readonly err: Error | null;
}

// One stop comes as several signals where npm stands in between: Ctrl-C and a supervisor reach the whole process group, and npm passes its own on.
const STOP_SIGNALS: readonly ('SIGINT' | 'SIGTERM' | 'SIGHUP')[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs `close` at the first signal or uncaught error and then exits: with 0, or 1 after an error, a failed close, or one that took more
 * than `limitMs`. Further stop signals change nothing. Called before a program says that it is up.
 */
export function endInOrder(limitMs: number, close: (ending: Ending) => Promise<void>): void {
  let stopSignal: NodeJS.Signals | null = null;
  const grace = closeWithGrace(
    { delay: limitMs, logger: false, skip: [...STOP_SIGNALS] },
    async ({ err = null, signal = stopSignal }) => await close({ err, signal }),
  );
  for (const signal of STOP_SIGNALS) {
    process.on(signal, () => {
      if (stopSignal !== null) return;
      stopSignal = signal;
      grace.close();
    });
  }
}

import type { CallContext } from './call-context.ts';

/** How long after `sending` the first byte of a write may leave: a connection that takes longer is there for the next try. */
const ON_TIME_MS = 1_000;

/**
 * The context of a write that leaves within a second after `sending` was told, or not at all: its `beforeSend` throws what `late` makes
 * when connecting has taken longer. `clock` in milliseconds.
 */
export async function announced(context: CallContext, late: () => Error, clock: () => number): Promise<CallContext> {
  await context.sending?.();
  const told = clock();
  return {
    ...context,
    beforeSend() {
      if (clock() - told > ON_TIME_MS) throw late();
      context.beforeSend();
    },
  };
}

/** The last in line for each name of each owner. A line is forgotten when it is empty, all of them with their owner. */
const lines = new WeakMap<object, Map<string, Promise<void>>>();

/**
 * Waits for one's turn among the callers in this process with the same owner and name.
 *
 * @returns what ends the turn
 * @throws the signal's reason, if it aborts first
 */
export async function enterQueue(owner: object, name: string, signal: AbortSignal): Promise<() => void> {
  signal.throwIfAborted();
  const line = lines.get(owner) ?? new Map<string, Promise<void>>();
  lines.set(owner, line);

  const before = line.get(name) ?? Promise.resolve();
  const turn = Promise.withResolvers<void>();
  // Whoever gives up lets the next one in no sooner than those before it have left.
  const left = before.then(() => turn.promise);
  line.set(name, left);
  void left.then(() => {
    if (line.get(name) === left) line.delete(name);
  });

  try {
    await Promise.race([before, aborted(signal)]);
  } catch (error) {
    turn.resolve();
    throw error;
  }
  return turn.resolve;
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** The last in line for each name of each owner; a line is forgotten when it is empty, all of them with their owner. */
const lines = new WeakMap<object, Map<string, Promise<void>>>();

/**
 * Waits for one's turn among the callers in this process with the same owner and name.
 *
 * @returns what ends the turn
 * @throws the signal's reason, if it aborts first
 */
export async function enterQueue(owner: object, name: string, signal: AbortSignal): Promise<() => void> {
  const line = lines.get(owner) ?? new Map<string, Promise<void>>();
  lines.set(owner, line);

  const before = line.get(name);
  const turn = Promise.withResolvers<void>();
  // Whoever gives up while waiting lets the next one in only after those before.
  const done = Promise.all([before, turn.promise]).then(() => {
    if (line.get(name) === done) line.delete(name);
  });
  line.set(name, done);
  try {
    if (before !== undefined) await Promise.race([before, rejectOnAbort(signal)])
  } catch (error) {
    turn.resolve();
    throw error;
  }
  return turn.resolve;
}

/** By then the first looks at the CRMs and the database are over, whose code is compiled only then. */
const STARTED_MS = 2_000;

/**
 * Gives the memory that only the start needed back to the system, once and shortly after: 15 to 20 MB of a process that waits for its first
 * webhook. V8 keeps them until much more was asked for, which an idle service never does.
 *
 * @param gc What `node --expose-gc` gives, as `npm start` and the image have it; without it nothing is given back.
 */
export function giveBackLater(gc: NodeJS.GCFunction | undefined): void {
  if (gc === undefined) return;
  setTimeout(() => gc({ type: 'major', execution: 'sync', flavor: 'last-resort' }), STARTED_MS).unref();
}

/**
 * How a replayed event goes on: from the first step that is not done; that, and trying again what it warned of; or that, and looking
 * whether everything still stands that it has made.
 */
export const REPLAY_MODES = ['resume', 'repair', 'again'] as const;
export type ReplayMode = (typeof REPLAY_MODES)[number];

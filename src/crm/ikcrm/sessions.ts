import type { SessionStore } from './session-store.ts';

/** The session that all calls of all replicas share: a second login of the account would end the first [public knowledge]. */
export interface Sessions {
  /** The token to be used now; null = none is known to be alive. */
  current(): Promise<string | null>;
  /** Makes sure that there is a token: one login at a time over all replicas, its error told to all who wait here. */
  open(): Promise<void>;
  /** Nobody uses this token any more. */
  ended(token: string): Promise<void>;
}

/**
 * `login` resolves with a new token and takes at most `loginMs`: within it the lock is held, so that no replica logs in while
 * another does. Nothing is kept in memory: how long a session lives is unknown, and another replica may end it at any time.
 */
export function createSessions(
  store: SessionStore,
  login: (signal: AbortSignal) => Promise<string>,
  loginMs: number,
  closed: AbortSignal,
): Sessions {
  let opening: Promise<void> | null = null;

  // The time limit of a login begins under the lock.
  async function logIn(): Promise<void> {
    if ((await store.read()) !== null) return;
    await store.put(await login(AbortSignal.any([closed, AbortSignal.timeout(loginMs)])));
  }

  return {
    current: () => store.read(),
    open() {
      opening ??= store.alone(loginMs + LOCK_SLACK_MS, closed, logIn).finally(() => {
        opening = null;
      });
      return opening;
    },
    ended: (token) => store.remove(token),
  };
}

/** For the two statements beside the login. */
const LOCK_SLACK_MS = 30_000;

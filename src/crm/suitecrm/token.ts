/** A token and when it ends, in Unix milliseconds. `obtainedAt` is the moment before it was asked for. */
export interface AccessToken {
  readonly value: string;
  readonly obtainedAt: number;
  readonly expiresAt: number;
}

/** The one access token that all calls share. */
export interface TokenCache {
  /** A token that is good for a while yet; one login at a time, whose token or error goes to all who wait. */
  current(): Promise<string>;
  /** Forgets `token` unless another has taken its place. */
  invalidate(token: string): void;
}

const EARLY_MS = 60_000;

/**
 * Logs in again shortly before the token ends. The refresh token of the password grant is not used: SuiteCRM revokes
 * the old pair at once for everybody, and refreshing is broken in several versions.
 */
export function createTokenCache(login: () => Promise<AccessToken>, clock: () => number): TokenCache {
  let token: AccessToken | null = null;
  let flight: Promise<AccessToken> | null = null;

  async function renew(): Promise<AccessToken> {
    try {
      token = await login();
      return token;
    } finally {
      flight = null;
    }
  }

  return {
    async current() {
      if (token !== null && clock() < renewalTime(token)) return token.value;
      flight ??= renew();
      return (await flight).value;
    },
    invalidate(rejected) {
      if (token?.value === rejected) token = null;
    },
  };
}

/** A minute before the end, but never in the first half of a short life. */
function renewalTime(token: AccessToken): number {
  return token.expiresAt - Math.min(EARLY_MS, (token.expiresAt - token.obtainedAt) / 2);
}

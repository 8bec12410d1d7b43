import { createHash, timingSafeEqual } from 'node:crypto';
import { FailureLimit } from './failure-limit.ts';

/** A person or program that may use the admin routes. */
export interface AdminToken {
  readonly name: string;
  readonly token: string;
}

/** Whose token it is, and the token's SHA-256. */
export interface TokenHolder {
  readonly actor: string;
  readonly tokenSha256: Uint8Array;
}

/** Who may come in: the configured tokens, and who has guessed wrong lately. One for the API and the console. */
export class AdminAccess {
  readonly #holders: readonly TokenHolder[];
  readonly #limit = new FailureLimit();

  constructor(tokens: readonly AdminToken[]) {
    this.#holders = tokens.map(({ name, token }) => ({ actor: name, tokenSha256: sha256(token) }));
  }

  /** Whether there is any token at all. */
  get open(): boolean {
    return this.#holders.length > 0;
  }

  /** The holder of a token, or null. Every token is compared, and by its digest: the time tells nothing of how much of one was right. */
  holderOf(token: string): TokenHolder | null {
    return this.holderBy(sha256(token));
  }

  /** The holder of the token with this SHA-256, or null. */
  holderBy(tokenSha256: Uint8Array): TokenHolder | null {
    let found: TokenHolder | null = null;
    for (const holder of this.#holders) if (timingSafeEqual(holder.tokenSha256, tokenSha256)) found = holder;
    return found;
  }

  /** Seconds that a client has to wait after too many wrong tokens; null = it need not. */
  waitSeconds(client: string): number | null {
    return this.#limit.waitSeconds(client);
  }

  /** Notes a wrong token of a client. */
  recordFailure(client: string): void {
    this.#limit.record(client);
  }
}

function sha256(text: string): Uint8Array {
  return createHash('sha256').update(text).digest();
}

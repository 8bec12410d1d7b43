import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import type { Answer } from '../frame/answer.ts';
import { unauthorized } from './answer.ts';

const lifetimeMs = 3_600_000;
const refreshLifetimeMs = 30 * 24 * lifetimeMs;

interface Issued {
  readonly jti: string;
  readonly expiresAt: number;
  readonly clientId: string;
  revoked: boolean;
}

interface Refresh extends Issued {
  readonly accessJti: string;
}

/** The token table: several living tokens per client, one hour each. */
export class Tokens {
  readonly #clock: () => Date;
  readonly #secret = createSecretKey(randomBytes(32));
  readonly #issued = new Map<string, Issued>();
  readonly #refreshes = new Map<string, Refresh>();

  constructor(clock: () => Date) {
    this.#clock = clock;
  }

  /** Issues an access token: three dotted parts like the real RS256 JWT, but signed with a secret of this simulator. */
  issue(clientId: string, subject: string): { readonly token: string; readonly jti: string } {
    const now = this.#clock().getTime();
    const jti = randomBytes(40).toString('hex');
    const seconds = now / 1000 + 0.000001;
    const claims = {
      aud: clientId,
      jti,
      iat: seconds,
      nbf: seconds,
      exp: seconds + lifetimeMs / 1000,
      sub: subject,
      scopes: [],
    };
    const content = `${part({ typ: 'JWT', alg: 'RS256' })}.${part(claims)}`;
    this.#issued.set(jti, { jti, clientId, expiresAt: now + lifetimeMs, revoked: false });
    return { token: `${content}.${this.#sign(content)}`, jti };
  }

  /** Issues the refresh token that belongs to an access token. */
  issueRefresh(clientId: string, accessJti: string): string {
    const jti = randomBytes(330).toString('hex');
    const expiresAt = this.#clock().getTime() + refreshLifetimeMs;
    this.#refreshes.set(jti, { jti, clientId, accessJti, expiresAt, revoked: false });
    return jti;
  }

  /** Takes a refresh token once: it and its access token are revoked at once. Otherwise the hint of the refusal. */
  takeRefresh(token: string): { readonly hint: string } | undefined {
    const refresh = this.#refreshes.get(token);
    if (refresh === undefined) {
      return { hint: 'Cannot decrypt the refresh token' };
    }
    if (refresh.revoked || refresh.expiresAt <= this.#clock().getTime()) {
      return { hint: refresh.revoked ? 'Token has been revoked' : 'Token has expired' };
    }
    refresh.revoked = true;
    this.#revoke(refresh.accessJti);
    return undefined;
  }

  /** Checks an `Authorization` header; undefined if it is good, else the 401. */
  check(header: string | undefined): Answer | undefined {
    const token = (header ?? '').replace(/^\s*Bearer\s/, '').trim();
    const parts = token.split('.');
    const [head = '', body = '', signature = ''] = parts;
    if (parts.length !== 3) {
      return unauthorized('The JWT string must have two dots');
    }
    const claims = decode(body);
    if (decode(head) === undefined || claims === undefined) {
      return unauthorized('Error while decoding from JSON');
    }
    const seconds = this.#clock().getTime() / 1000 + 0.000001;
    if (this.#sign(`${head}.${body}`) !== signature || number(claims.exp) <= seconds || number(claims.nbf) > seconds) {
      return unauthorized('Access token could not be verified');
    }
    const issued = typeof claims.jti === 'string' ? this.#issued.get(claims.jti) : undefined;
    return issued === undefined || issued.revoked ? unauthorized('Access token has been revoked') : undefined;
  }

  /** Revokes the token of an `Authorization` header, as a logout does. */
  revoke(header: string | undefined): void {
    const claims = decode((header ?? '').split('.')[1] ?? '');
    if (typeof claims?.jti === 'string') {
      this.#revoke(claims.jti);
    }
  }

  /** Revokes every access token handed out so far. */
  revokeAll(): void {
    for (const issued of this.#issued.values()) {
      issued.revoked = true;
    }
  }

  #revoke(jti: string): void {
    const issued = this.#issued.get(jti);
    if (issued !== undefined) {
      issued.revoked = true;
    }
  }

  #sign(content: string): string {
    return createHmac('sha512', this.#secret).update(content).digest('base64url');
  }
}

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import type { RandomBytes } from '../../domain/trace.ts';

/** Keeps a session's token from whoever reads the database, or a backup of it. */
export interface SessionSeal {
  seal(token: string): Promise<Uint8Array>;
  /** Null where it was not sealed with this password for this account, or was changed since. */
  open(sealed: Uint8Array): Promise<string | null>;
}

interface SealedBy {
  /** Of the account: every replica has it, and the database has not. */
  readonly password: string;
  /** What the token is of: no other account's token passes for it. */
  readonly owner: string;
  readonly randomBytes?: RandomBytes;
}

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals with AES-256-GCM: nonce, tag, text. The key comes from the password by scrypt and not by a hash alone, since a sealed token
 * tells whether a guessed password is right: each guess costs some 16 MiB and tens of milliseconds.
 */
export function createSessionSeal({ password, owner, randomBytes: random = randomBytes }: SealedBy): SessionSeal {
  const named = Buffer.from(`tillbridge session of ${owner}`);
  let key: Promise<Buffer> | null = null;

  // Once, and not before it is needed.
  function keyOf(): Promise<Buffer> {
    key ??= promisify<string, Buffer, number, Buffer>(scrypt)(password, named, KEY_BYTES);
    return key;
  }

  return {
    async seal(token) {
      const nonce = random(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, await keyOf(), nonce).setAAD(named);
      const text = Buffer.concat([cipher.update(token, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), text]);
    },
    async open(sealed) {
      if (sealed.length < NONCE_BYTES + TAG_BYTES) return null;
      const textAt = NONCE_BYTES + TAG_BYTES;
      const decipher = createDecipheriv(CIPHER, await keyOf(), sealed.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(named).setAuthTag(sealed.subarray(NONCE_BYTES, textAt));
      try {
        return Buffer.concat([decipher.update(sealed.subarray(textAt)), decipher.final()]).toString('utf8');
      } catch {
        return null;
      }
    },
  };
}

import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import { TillbridgeError } from '../domain/errors.ts';

/** How far a message's clock may be from ours, either way (Standard Webhooks 1.0 leaves the figure open; its libraries use this one). */
const TOLERANCE_SECONDS = 300;
// A sender lists one signature per secret it rotates through; more is an attempt to keep us busy.
const MAX_SIGNATURES = 32;
const DIGEST_BYTES = 32;
const ID = /^[\x21-\x7e]{1,255}$/;
const SECONDS = /^\d{1,12}$/;
const FILLED = /\S/;

/** The headers of a request, as Node gives them: names in lower case. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Verifies one message by its headers and its raw bytes, as received; gives its `webhook-id`. @throws {SignatureError} */
export type VerifySignature = (headers: RequestHeaders, body: Uint8Array, now: Date) => string;

/**
 * Makes the verifier of messages as Standard Webhooks 1.0 describes them: one of the `v1` signatures must be the HMAC-SHA256 of
 * `id.timestamp.body` under one of the keys. Other versions of signature are passed over. A message may be 300 seconds older or newer
 * than our time.
 */
export function createVerifier(secrets: readonly Uint8Array[]): VerifySignature {
  // Made once: a key from bytes costs three times the HMAC of an order.
  const keys = secrets.map((secret) => createSecretKey(secret));
  return (headers, body, now) => {
    const id = header(headers, 'webhook-id', ID, '1 to 255 visible ASCII characters');
    const timestamp = header(headers, 'webhook-timestamp', SECONDS, 'a whole number of seconds since 1970');
    const list = header(headers, 'webhook-signature', FILLED, 'a list of signatures');
    checkAge(Number(timestamp), now);
    const signatures = readSignatures(list);
    // Every key meets every signature, so that the time it takes tells nothing.
    let matches = 0;
    for (const key of keys) {
      const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
      for (const signature of signatures) matches += timingSafeEqual(signature, expected) ? 1 : 0;
    }
    if (matches === 0) {
      throw new SignatureError('signature_mismatch', 'No v1 signature of webhook-signature fits the message.');
    }
    return id;
  };
}

function header(headers: RequestHeaders, name: string, form: RegExp, description: string): string {
  const value = headers[name];
  if (value === undefined || value === '') {
    throw new SignatureError('signature_header_missing', `The header ${name} is missing.`);
  }
  if (typeof value !== 'string' || !form.test(value)) {
    throw new SignatureError('signature_header_malformed', `The header ${name} must be ${description}.`);
  }
  return value;
}

function checkAge(timestamp: number, now: Date): void {
  const age = Math.floor(now.getTime() / 1000) - timestamp;
  if (age > TOLERANCE_SECONDS) {
    throw new SignatureError('signature_too_old', `webhook-timestamp is more than ${TOLERANCE_SECONDS} seconds ago.`);
  }
  if (age < -TOLERANCE_SECONDS) {
    throw new SignatureError('signature_too_new', `webhook-timestamp is more than ${TOLERANCE_SECONDS} seconds ahead.`);
  }
}

function readSignatures(list: string): Buffer[] {
  const entries = list.split(' ').filter((entry) => entry.startsWith('v1,'));
  if (entries.length === 0) {
    throw new SignatureError('signature_header_malformed', 'webhook-signature holds no entry that starts with v1,.');
  }
  return entries
    .slice(0, MAX_SIGNATURES)
    .map((entry) => Buffer.from(entry.slice('v1,'.length), 'base64'))
    .filter((signature) => signature.length === DIGEST_BYTES);
}

/** Why a message is not taken for the shop's. None of them tells a stranger anything about the secrets. */
export type SignatureErrorCode =
  | 'signature_header_missing'
  | 'signature_header_malformed'
  | 'signature_too_old'
  | 'signature_too_new'
  | 'signature_mismatch';

/** The message was not signed by the shop, or not just now. */
export class SignatureError extends TillbridgeError {
  readonly code: SignatureErrorCode;
  readonly errorClass = 'permanent';

  constructor(code: SignatureErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

import { createHmac, timingSafeEqual } from 'node:crypto';

const DIGEST_BYTES = 32;
/** 32 bytes in base64. */
const DIGEST = /^[A-Za-z0-9+/]{43}=$/;

/** What WooCommerce signs a body with, before it is written as base64. */
export function digestOf(body: Uint8Array, secret: Uint8Array): Buffer {
  return createHmac('sha256', secret).update(body).digest();
}

/** Whether a signature is of exactly these bytes under one of the secrets. */
export function isSignedByWoo(signature: unknown, body: Uint8Array, secrets: readonly Uint8Array[]): boolean {
  if (typeof signature !== 'string' || !DIGEST.test(signature)) return false;
  const sent = Buffer.from(signature, 'base64');
  if (sent.length !== DIGEST_BYTES) return false;
  // Every secret is tried, so that the time it takes tells nothing.
  let matches = 0;
  for (const secret of secrets) matches += timingSafeEqual(sent, digestOf(body, secret)) ? 1 : 0;
  return matches > 0;
}

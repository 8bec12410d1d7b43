import { createHmac, timingSafeEqual } from 'node:crypto';

const DIGEST_BYTES = 32;

/** What Shopify signs a body with, before it is written as base64. */
export function digestOf(body: Uint8Array, secret: Uint8Array): Buffer {
  return createHmac('sha256', secret).update(body).digest();
}

/**
 * Whether `signature`, base64 of an HMAC-SHA256 as Shopify sends it, is of exactly these bytes under one of the secrets. Every secret is
 * tried, so that the time it takes tells nothing of them.
 */
export function isSignedByShopify(signature: string | null, body: Uint8Array, secrets: readonly Uint8Array[]): boolean {
  const sent = Buffer.from(signature ?? '', 'base64');
  if (sent.length !== DIGEST_BYTES) return false;
  let matches = 0;
  for (const secret of secrets) matches += timingSafeEqual(sent, digestOf(body, secret)) ? 1 : 0;
  return matches > 0;
}

import type { Environment } from './environment.ts';

const NAME = 'WEBHOOK_SECRETS';

/** `whsec_` secrets as Standard Webhooks 1.0 writes them: base64 of 24 to 64 bytes. */
export function readWebhookKeys(environment: Environment): Uint8Array[] {
  const secrets = environment.values[NAME];
  if (secrets === undefined) environment.problem(NAME, 'is not set: without a secret no webhook can be accepted');
  return (secrets ?? '')
    .split(/\s+/)
    .filter((secret) => secret !== '')
    .map((secret, index) => decode(secret, `secret ${index + 1}`, environment));
}

function decode(secret: string, which: string, environment: Environment): Uint8Array {
  const base64 = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1];
  if (base64 === undefined || stripPadding(Buffer.from(base64, 'base64').toString('base64')) !== stripPadding(base64)) {
    environment.problem(NAME, `must hold whsec_ and base64: ${which} does not`);
    return new Uint8Array();
  }
  const key = Buffer.from(base64, 'base64');
  if (key.length < 24 || key.length > 64) {
    environment.problem(NAME, `must hold keys of 24 to 64 bytes: ${which} has ${key.length}`);
  }
  return key;
}

function stripPadding(base64: string): string {
  return base64.replace(/=+$/, '');
}

import type { Environment } from './environment.ts';

type SecretName = 'WEBHOOK_SECRETS' | 'ALERT_SECRET';

/** `whsec_` secrets as Standard Webhooks 1.0 writes them: base64 of 24 to 64 bytes. */
export function readWebhookKeys(environment: Environment): Uint8Array[] {
  const secrets = environment.values.WEBHOOK_SECRETS;
  if (!environment.isSet('WEBHOOK_SECRETS'))
    environment.problem('WEBHOOK_SECRETS', 'is not set: without a secret no webhook can be accepted');
  return decodeAll('WEBHOOK_SECRETS', secrets ?? '', environment);
}

/** Notes what is wrong with what signs alerts: secrets of the same form, of which each signs beside the others. */
export function checkAlertSecret(environment: Environment, secrets: string): void {
  decodeAll('ALERT_SECRET', secrets, environment);
}

function decodeAll(name: SecretName, secrets: string, environment: Environment): Uint8Array[] {
  return secrets
    .split(/\s+/)
    .filter((secret) => secret !== '')
    .map((secret, index) => decode(secret, { name, which: `secret ${index + 1}` }, environment));
}

function decode(
  secret: string,
  { name, which }: { readonly name: SecretName; readonly which: string },
  environment: Environment,
): Uint8Array {
  const base64 = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1];
  if (base64 === undefined || stripPadding(Buffer.from(base64, 'base64').toString('base64')) !== stripPadding(base64)) {
    environment.problem(name, `must hold whsec_ and base64: ${which} does not`);
    return new Uint8Array();
  }
  const key = Buffer.from(base64, 'base64');
  if (key.length < 24 || key.length > 64) {
    environment.problem(name, `must hold keys of 24 to 64 bytes: ${which} has ${key.length}`);
  }
  return key;
}

function stripPadding(base64: string): string {
  return base64.replace(/=+$/, '');
}

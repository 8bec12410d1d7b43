import { type Finding, topic } from './finding.ts';
import type { Section } from './section.ts';

const SHORT_TOKEN = 16;
// The one in use and the one that takes its place.
const SECRETS_OF_A_ROTATION = 2;

/** What a valid configuration can still be wrong in. */
export const examineConfiguration: Section = async ({ webhookKeys, adminTokens, businessUnits }) => {
  const configuration = topic('configuration');
  return [
    configuration.ok(
      `Complete; business units: ${[...businessUnits.values()].map(({ name, crm }) => `${name} (${crm})`).join(', ')}`,
    ),
    webhookSecrets(webhookKeys.length),
    ...adminAccess(adminTokens),
  ];
};

function webhookSecrets(count: number): Finding {
  const configuration = topic('configuration');
  const what = `${count} webhook secret${count === 1 ? '' : 's'}`;
  if (count <= SECRETS_OF_A_ROTATION) {
    return configuration.ok(count === 1 ? what : `${what}, as while one is rotated; any of them may sign`);
  }
  return configuration.warning(
    `${what}: each of them may sign`,
    'Take those that the shop no longer signs with out of WEBHOOK_SECRETS',
  );
}

function adminAccess(tokens: readonly { readonly name: string; readonly token: string }[]): Finding[] {
  const configuration = topic('configuration');
  if (tokens.length === 0) {
    const advice = 'Set ADMIN_TOKENS to name:token pairs to list, replay and discard events';
    return [configuration.warning('Nobody may use the admin routes', advice)];
  }
  const short = tokens.filter(({ token }) => token.length < SHORT_TOKEN).map(({ name }) => name);
  if (short.length === 0) return [configuration.ok(`Admin tokens: ${tokens.map(({ name }) => name).join(', ')}`)];
  const advice = `Make them random and at least ${SHORT_TOKEN} characters long`;
  return [configuration.warning(`Admin tokens that can be guessed: ${short.join(', ')}`, advice)];
}

import type { Config, ListenConfig } from '../config/config.ts';
import type { CrmName } from '../domain/events/event-type.ts';
import { type Finding, topic } from './finding.ts';
import type { Section } from './section.ts';

// The one in use and the one that takes its place.
const SECRETS_OF_A_ROTATION = 2;
const CONFIGURATION = topic('configuration');
/** What makes a CRM known to the service. */
const SETTINGS: Readonly<Record<CrmName, string>> = {
  suitecrm: 'SUITECRM_URL, SUITECRM_CLIENT_ID and SUITECRM_CLIENT_SECRET',
  ikcrm: 'IKCRM_URL, IKCRM_LOGIN, IKCRM_PASSWORD and IKCRM_CORP_ID',
};

/** What a valid configuration can still be wrong in. */
export const examineConfiguration: Section = async (config) => [
  ...businessUnits(config),
  webhookSecrets(config.webhookKeys.length),
  adminAccess(config.adminTokens.map(({ name }) => name)),
  listening(config.http),
];

/** The units whose webhooks are taken, and those whose CRM is not configured: the service starts all the same, without them. */
function businessUnits(config: Config): Finding[] {
  const units = [...config.businessUnits.values()];
  const inUse = units.filter(({ crm }) => config[crm] !== null);
  const named = inUse.map(({ name, crm }) => `${name} (${crm})`).join(', ');
  const findings = inUse.length === 0 ? [] : [CONFIGURATION.ok(`Business units: ${named}`)];
  for (const [crm, members] of Map.groupBy(
    units.filter((unit) => !inUse.includes(unit)),
    (unit) => unit.crm,
  )) {
    const names = members.map(({ name }) => name).join(', ');
    const advice = `Set ${SETTINGS[crm]}, or take the business units out of BUSINESS_UNITS_FILE`;
    findings.push(
      CONFIGURATION.warning(`Webhooks for ${names} are refused with 422: ${crm}, their CRM, is not configured`, advice),
    );
  }
  return findings;
}

function webhookSecrets(count: number): Finding {
  const what = `${count} webhook secret${count === 1 ? '' : 's'}`;
  if (count <= SECRETS_OF_A_ROTATION) {
    return CONFIGURATION.ok(count === 1 ? what : `${what}, as while one is rotated; any of them may sign`);
  }
  return CONFIGURATION.warning(
    `${what}: each of them may sign`,
    'Take those that the shop no longer signs with out of WEBHOOK_SECRETS',
  );
}

function adminAccess(names: readonly string[]): Finding {
  if (names.length > 0) return CONFIGURATION.ok(`Admin tokens: ${names.join(', ')}`);
  const advice = 'Set ADMIN_TOKENS to name:token pairs to list, replay and discard events';
  return CONFIGURATION.warning('Nobody may use the admin routes', advice);
}

/** Where the admin routes are: who reaches that reaches them. */
function listening({ host, port, admin }: ListenConfig): Finding {
  const webhooks = `Webhooks are taken at ${host}, port ${port}`;
  if (admin === null)
    return CONFIGURATION.ok(`${webhooks}; admin routes, console and metrics are there too (ADMIN_PORT parts them)`);
  return CONFIGURATION.ok(`${webhooks}; admin routes, console and metrics at ${admin.host}, port ${admin.port}`);
}

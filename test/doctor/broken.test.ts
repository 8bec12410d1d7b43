import { pino } from 'pino';
import { expect, it } from 'vitest';
import type { BusinessUnit } from '../../src/config/config.ts';
import { ConfigError } from '../../src/config/config-error.ts';
import { applyMigrations } from '../../src/database/migrate.ts';
import { readMigrations } from '../../src/database/migrations.ts';
import { examineConfiguration } from '../../src/doctor/configuration.ts';
import { examine } from '../../src/doctor/doctor.ts';
import { createEmptyDatabase, createTestDatabase } from '../support/database.ts';
import { CONTACT, fill, findingsOf, openClinic, sayings } from '../support/doctor.ts';
import type { BenchOptions } from '../support/service.ts';

const SURROUNDINGS = { now: Date.now, log: pino({ level: 'silent' }) };
const NOWHERE = 'e0000000-0000-4000-8000-000000000001';
const ERRORS: readonly (readonly [thing: string, setting: BenchOptions, saying: RegExp])[] = [
  ['a wrong secret', { suitecrm: { clientSecret: 'not-it' } }, /refused the credentials/],
  ['an unknown account', { unit: { accountId: NOWHERE } }, /experience: account_id e0.*is not in the CRM/],
  ['an unknown owner', { unit: { assignedUserId: NOWHERE } }, /assigned_user_id e0.*is not in the CRM/],
  ['an unknown security group', { unit: { securityGroupIds: [NOWHERE] } }, /security_group_ids e0/],
  [
    'an unknown default category',
    { unit: { defaultCategory: 'Nowhere' } },
    /default_category Nowhere of business unit/,
  ],
  ['an unknown target list', { unit: { prospectListIds: [NOWHERE] } }, /prospect_list_ids e0/],
  ['a target list that the API cannot name', { unit: { prospectListIds: ['17'] } }, /prospect_list_ids 17 is no UUID/],
  [
    'a missing field',
    { simulator: { absentFields: { AOS_Invoices: ['shipping_tax_amt'] } } },
    /AOS_Invoices has no shipping_tax_amt:/,
  ],
  [
    'missing custom fields',
    { simulator: { absentFields: { Contacts: ['gender_c', 'birth_of_day_c'] } } },
    /gender_c, birth_of_day_c/,
  ],
  [
    'a missing custom field of a module outside the menu',
    { simulator: { release: '7.15', absentFields: { jjwg_Markers: ['marker_type_c'] } } },
    /jjwg_Markers has no marker_type_c:/,
  ],
  [
    'a missing relationship of SuiteCRM itself',
    { simulator: { absentFields: { AOS_Invoices: ['SecurityGroups'] } } },
    /AOS_Invoices has no relationship with SecurityGroups/,
  ],
  [
    'a missing relationship of Studio',
    { simulator: { absentFields: { AOS_Invoices: ['aos_invoices_aos_invoices_1'] } } },
    /AOS_Invoices has no relationship with AOS_Invoices/,
  ],
  ['a version whose filter by e-mail fails', { simulator: { emailFilter: false } }, /fails when contacts are filtered/],
  ['a base currency that is a foreign one', { suitecrm: { baseCurrency: 'USD' } }, /has USD as a foreign currency/],
];

it.each(ERRORS)('%s is one error, and says what to do', async (_, setting, saying) => {
  const { crm, config } = await openClinic(setting);
  await fill(crm);
  const errors = (await findingsOf(config)).filter(({ severity }) => severity === 'error');
  expect(errors).toEqual([expect.objectContaining({ what: expect.stringMatching(saying) })]);
  expect(errors[0]?.advice).toBeTruthy();
});

it('an owner whose id is no UUID is found all the same', async () => {
  const { config } = await openClinic({ unit: { assignedUserId: '1' } });
  expect(sayings(await findingsOf(config), 'ok')).toContain('experience: assigned_user_id 1');
});

it('a user of the wrong grant is told which grant works', async () => {
  const { config } = await openClinic({ suitecrm: { user: { name: 'admin', password: 'Admin_pw1' } } });
  const refused = (await findingsOf(config)).find(({ topic }) => topic === 'SuiteCRM access');
  expect(refused).toMatchObject({ severity: 'error', advice: expect.stringContaining('takes client_credentials') });
});

it('a CRM that is away is one error, and the rest is told not to have been looked at', async () => {
  const { crm, config } = await openClinic();
  await crm.close();
  const findings = await findingsOf(config);
  expect(sayings(findings, 'error')).toEqual([expect.stringContaining('SuiteCRM POST access_token')]);
  expect(sayings(findings, 'warning')).toContainEqual(expect.stringContaining('were not looked at'));
});

it('a CRM that breaks off in the middle is told where it did, and the rest is looked at', async () => {
  const { crm, config } = await openClinic();
  crm.faults.add({ match: { method: 'GET', module: 'Leads' }, action: { kind: 'cut', commit: false } });
  const findings = await findingsOf(config);
  expect(sayings(findings, 'error')).toEqual([expect.stringContaining('SuiteCRM GET Leads')]);
  expect(findings.at(-1)?.topic).toBe('SuiteCRM filter by e-mail');
});

it.each([
  [-60_000, 'warning', /(59|60|61) s behind/],
  [600_000, 'error', /(600|599|601) s ahead/],
] as const)('a clock that is off by %i ms is a finding', async (ms, severity, saying) => {
  const { config } = await openClinic();
  const clock = (await findingsOf(config, () => Date.now() + ms)).find(({ topic }) => topic === 'SuiteCRM clock');
  expect(clock).toMatchObject({ severity, what: expect.stringMatching(saying) });
});

it('amounts that come with other separators are an error', async () => {
  const { crm, config } = await openClinic();
  await fill(crm);
  crm.edit('AOS_Products', 'c0000000-0000-4000-8000-000000000004', { name: 'Tea', price: '1.234,50' });
  const findings = await findingsOf(config);
  expect(sayings(findings, 'error')).toEqual([expect.stringContaining('AOS_Products.price')]);
});

it('a contact that is not found by its own address is an error', async () => {
  const { crm, config } = await openClinic();
  await fill(crm);
  const empty = JSON.stringify({ meta: { message: 'Request was successful, but there is no result' }, data: [] });
  const headers = { 'Content-Type': 'application/vnd.api+json' };
  crm.faults.add({
    match: { module: 'Contacts', call: ({ query }) => query.includes('filter[email1]') },
    action: { kind: 'answer', commit: false, status: 200, body: empty, headers },
  });
  expect(sayings(await findingsOf(config), 'error')).toEqual([
    expect.stringContaining(`Contact ${CONTACT} is not found`),
  ]);
});

it.each([
  [true, [expect.stringContaining('Lead c0000000-0000-4000-8000-000000000003 is not found by its own address')]],
  [false, []],
])('whether leads are found by their address is asked where a unit looks for them: %s', async (leadLookup, errors) => {
  const { crm, config } = await openClinic({ unit: { leadLookup } });
  await fill(crm);
  const empty = JSON.stringify({ meta: { message: 'Request was successful, but there is no result' }, data: [] });
  const headers = { 'Content-Type': 'application/vnd.api+json' };
  crm.faults.add({
    match: { module: 'Leads', call: ({ query }) => query.includes('filter[email1]') },
    action: { kind: 'answer', commit: false, status: 200, body: empty, headers },
  });
  expect(sayings(await findingsOf(config), 'error')).toEqual(errors);
});

it('a relationship that not every shop needs is a warning', async () => {
  const absentFields = { AOS_Invoices: ['aos_invoices_owl_promotions_1'] };
  const { config } = await openClinic({ simulator: { absentFields } });
  const findings = await findingsOf(config);
  expect(sayings(findings, 'error')).toEqual([]);
  expect(sayings(findings, 'warning')).toContainEqual(expect.stringMatching(/no relationship with OWL_Promotions/));
});

it('an API user who does not work there any more is one error, and nothing else is looked at', async () => {
  const { crm, config } = await openClinic();
  crm.edit('Users', '1', { employee_status: 'Terminated' });
  const findings = await findingsOf(config);
  expect(sayings(findings, 'error')).toEqual([expect.stringContaining('employee status is not Active')]);
  expect(sayings(findings, 'warning')).toContainEqual(expect.stringContaining('were not looked at'));
});

it('of an API user who is no administrator it is told that its right to edit cannot be seen', async () => {
  const { crm, config } = await openClinic();
  crm.edit('Users', '1', { user_name: 'shop', is_admin: '0' });
  const warnings = sayings(await findingsOf(config), 'warning');
  expect(warnings).toContainEqual(expect.stringMatching(/^shop \(1\) is no administrator: whether its role may edit/));
});

it('currencies that no order will find are told', async () => {
  const { crm, config } = await openClinic();
  crm.edit('Currencies', NOWHERE, { name: 'Euro', iso4217: '', conversion_rate: '1.2', status: 'Active' });
  crm.edit('Currencies', CONTACT, { name: 'Pound', iso4217: 'GBP', conversion_rate: '0', status: 'Active' });
  const findings = await findingsOf(config);
  expect(sayings(findings, 'warning')).toContainEqual(expect.stringMatching(/^Euro .* has no ISO 4217 code/));
  expect(sayings(findings, 'error')).toEqual([expect.stringMatching(/^GBP .* no usable conversion rate/)]);
});

it('a database that is away is an error that does not show its password', async () => {
  const { config } = await openClinic();
  const database = { ...config.database, url: 'postgresql://u:pass-word@127.0.0.1:1/tillbridge' };
  const errors = (await findingsOf({ ...config, database })).filter(({ severity }) => severity === 'error');
  expect(errors).toEqual([
    expect.objectContaining({ topic: 'database', what: expect.stringContaining('127.0.0.1:1') }),
  ]);
  expect(JSON.stringify(errors)).not.toContain('pass-word');
});

it('a database without its tables is told, and stays without', async () => {
  const { config } = await openClinic();
  const empty = await createEmptyDatabase();
  try {
    const database = { ...config.database, url: empty.url };
    for (const findings of [await findingsOf({ ...config, database }), await findingsOf({ ...config, database })]) {
      expect(sayings(findings, 'warning')).toContainEqual(
        expect.stringMatching(/^(\d+) of \1 migrations are not applied/),
      );
    }
  } finally {
    await empty.drop();
  }
});

it.each([
  ['additive', 'warning', /^A newer release added 1 migrations to the database; this one still works on it/],
  ['breaking', 'error', /^The database has the migration 20990101000000_later_breaking, which this code does not/],
] as const)('a database with a %s migration of a newer release is told', async (kind, severity, saying) => {
  const { config } = await openClinic();
  const newer = await createTestDatabase();
  try {
    const later = { name: `20990101000000_later_${kind}`, sql: 'SELECT 1' };
    await applyMigrations(newer.url, [...(await readMigrations()), later]);
    const findings = await findingsOf({ ...config, database: { ...config.database, url: newer.url } });
    expect(sayings(findings, severity)).toContainEqual(expect.stringMatching(saying));
  } finally {
    await newer.drop();
  }
});

it('secrets that pile up are told', async () => {
  const { config } = await openClinic();
  const webhookKeys = [1, 2, 3].map((byte) => new Uint8Array(32).fill(byte));
  const findings = await examineConfiguration({ ...config, webhookKeys }, SURROUNDINGS);
  expect(sayings(findings, 'warning')).toEqual([expect.stringContaining('3 webhook secrets')]);
});

it('of units whose CRM is not configured it is told that their webhooks are refused', async () => {
  const { config } = await openClinic();
  const units = ['spa', 'shop'].map((name): BusinessUnit => ({ name, crm: 'ikcrm', timeZone: 'UTC' }));
  const businessUnits = new Map([...config.businessUnits, ...units.map((unit) => [unit.name, unit] as const)]);
  const findings = await examineConfiguration({ ...config, businessUnits }, SURROUNDINGS);
  expect(findings.filter(({ severity }) => severity === 'warning')).toEqual([
    {
      topic: 'configuration',
      severity: 'warning',
      what: 'Webhooks for spa, shop are refused with 422: ikcrm, their CRM, is not configured',
      advice: expect.stringMatching(/^Set IKCRM_URL, .* or take the business units out of BUSINESS_UNITS_FILE$/),
    },
  ]);
  expect(sayings(findings, 'ok')).toContain(`Business units: ${[...config.businessUnits.keys()]} (suitecrm)`);
});

it('a configuration that cannot be used is told with every problem, and nothing else is looked at', async () => {
  const readConfig = () => {
    throw new ConfigError(['SUITECRM_URL is not set', 'WEBHOOK_SECRETS is not set']);
  };
  const findings = await examine(readConfig, SURROUNDINGS);
  expect(findings).toMatchObject([
    { severity: 'error', what: 'SUITECRM_URL is not set' },
    { severity: 'error', what: 'WEBHOOK_SECRETS is not set' },
  ]);
});

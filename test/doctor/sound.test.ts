import { expect, it } from 'vitest';
import { fill, findingsOf, openClinic, sayings } from './support.ts';

it('a set-up that is right has no error; every part of it was looked at, and nothing was written', async () => {
  const { crm, config } = await openClinic();
  await fill(crm);
  crm.journal.clear();
  const before = crm.snapshot();
  const findings = await findingsOf(config);
  expect(sayings(findings, 'error')).toEqual([]);
  expect(sayings(findings, 'warning')).toEqual([expect.stringContaining('JPY'), expect.stringContaining('DUP')]);
  expect([...new Set(findings.map(({ topic }) => topic))]).toEqual([
    'configuration',
    'database',
    'SuiteCRM access',
    'SuiteCRM clock',
    'SuiteCRM modules and fields',
    'SuiteCRM relationships',
    'SuiteCRM records of the business units',
    'SuiteCRM currencies',
    'SuiteCRM product categories',
    'SuiteCRM number format',
    'SuiteCRM filter by e-mail',
  ]);
  const writes = crm.journal.calls().filter(({ method, path }) => method !== 'GET' && path !== '/Api/access_token');
  expect(writes).toEqual([]);
  expect(crm.snapshot()).toEqual(before);
});

it('neither secrets nor personal data are told', async () => {
  const { crm, config } = await openClinic();
  await fill(crm);
  const told = JSON.stringify(await findingsOf(config));
  for (const secret of ['cc_secret', 'a-token-nobody-guesses', 'somebody.private', 'Private', 'Administrator']) {
    expect(told).not.toContain(secret);
  }
});

it('in a CRM without a record, what only records show is told to be unseen, and is no error', async () => {
  const { config } = await openClinic();
  const findings = await findingsOf(config);
  expect(sayings(findings, 'error')).toEqual([]);
  const unseen = sayings(findings, 'warning');
  expect(unseen).toContainEqual(expect.stringMatching(/^AOS_Invoices has no record to see on .* OWL_Promotions/));
  expect(unseen).toContainEqual(expect.stringContaining('no contact with an address can be seen'));
});

it('fields that the CRM does not list for the API user are seen on a record', async () => {
  const { crm, config } = await openClinic();
  await fill(crm);
  for (const module of ['AOS_Invoices', 'AOS_Products_Quotes']) {
    const body = JSON.stringify({ errors: { status: 400, title: null, detail: '[Not Allowed]' } });
    const headers = { 'Content-Type': 'application/json' };
    crm.faults.add({
      match: { path: `/Api/V8/meta/fields/${module}` },
      action: { kind: 'answer', commit: false, status: 400, body, headers },
    });
  }
  const findings = await findingsOf(config);
  expect(sayings(findings, 'ok')).toContainEqual(expect.stringMatching(/^AOS_Invoices: all \d+ fields/));
  expect(sayings(findings, 'warning')).toContainEqual(expect.stringMatching(/^AOS_Products_Quotes: .* no record/));
});

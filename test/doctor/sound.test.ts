import { expect, it } from 'vitest';
import { fill, findingsOf, openClinic, sayings } from '../support/doctor.ts';

it.each(['7.14', '7.15'] as const)(
  'a set-up with SuiteCRM %s that is right has no error; every part of it was looked at, and nothing was written',
  async (release) => {
    const { crm, config } = await openClinic({ simulator: { release } });
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
      'SuiteCRM API user',
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
  },
);

it('neither secrets nor personal data are told', async () => {
  const { crm, config } = await openClinic();
  await fill(crm);
  const told = JSON.stringify(await findingsOf(config));
  for (const secret of ['cc_secret', 'a-token-nobody-guesses', 'somebody.private', 'Private', 'Administrator']) {
    expect(told).not.toContain(secret);
  }
});

it.each(['7.14', '7.15'] as const)(
  'in a SuiteCRM %s without a record, fields and relationships are seen all the same',
  async (release) => {
    const { config } = await openClinic({ simulator: { release } });
    const findings = await findingsOf(config);
    expect(sayings(findings, 'error')).toEqual([]);
    expect(sayings(findings, 'ok')).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^AOS_Products_Quotes: all \d+ fields/),
        'AOS_Invoices and OWL_Promotions',
        'ProspectLists and Contacts',
      ]),
    );
    expect(sayings(findings, 'warning')).toContainEqual(
      expect.stringContaining('no contact with an address can be seen'),
    );
  },
);

it('a version up to 7.11.18 is looked at in the same way', async () => {
  const { crm, config } = await openClinic({ simulator: { relatedPaging: false, pageCounts: false } });
  await fill(crm);
  expect(sayings(await findingsOf(config), 'error')).toEqual([]);
});

it('a relationship that was made from the other module in Studio is known by that name', async () => {
  const { config } = await openClinic({ simulator: { promotionRelation: 'owl_promotions_aos_invoices_1' } });
  expect(sayings(await findingsOf(config), 'ok')).toContain('AOS_Invoices and OWL_Promotions');
});

it('the API user is named', async () => {
  const { config } = await openClinic();
  expect(sayings(await findingsOf(config), 'ok')).toContainEqual(
    expect.stringMatching(/^admin \(1\), an administrator/),
  );
});

import { expect, test } from 'vitest';
import { EXPERIENCE, useEnvironment, WHOLESALE } from '../support/config-environment.ts';

const { unitsFile, problemsOf } = useEnvironment();

test('a business units file that is missing or not JSON is named with its path', () => {
  const missing = `${unitsFile({})}.missing`;
  expect(problemsOf({ BUSINESS_UNITS_FILE: missing })).toEqual([
    `BUSINESS_UNITS_FILE ${missing} cannot be read (ENOENT)`,
  ]);
  const broken = unitsFile('{"experience": {');
  expect(problemsOf({ BUSINESS_UNITS_FILE: broken })).toEqual([
    expect.stringContaining(`BUSINESS_UNITS_FILE ${broken} is not usable: The text is not JSON`),
  ]);
});

test.each([
  ['no units', {}, 'at least one'],
  ['a list', [], 'must hold a JSON object'],
  ['a unit that is no object', { shop: 1 }, '"shop": Must be an object, not a number.'],
  ['a blank name', { ' ': WHOLESALE }, 'needs a name'],
  ['a control character in a name', { 'a\nb': WHOLESALE }, 'needs a name'],
  ['an unknown CRM', { shop: { crm: 'salesforce' } }, '"shop" /crm: Must be one of "suitecrm", "ikcrm".'],
  ['an unknown key', { shop: { ...WHOLESALE, timezone: 'UTC' } }, '"shop" /timezone: Is not known here.'],
  [
    'an unknown time zone',
    { shop: { ...WHOLESALE, time_zone: 'Asia/Taipeh' } },
    '/time_zone: Must be an IANA time zone',
  ],
  ['a missing key', { shop: { ...EXPERIENCE, account_id: undefined } }, '/account_id: Is required.'],
  [
    'returns that look like sales',
    { shop: { ...EXPERIENCE, return_status: 'not paid' } },
    '/return_status: Must not be the status of a sale',
  ],
  [
    'a lead_lookup that is text',
    { shop: { ...EXPERIENCE, lead_lookup: 'no' } },
    '/lead_lookup: Must be true or false, not text.',
  ],
  ['an id with a quote', { shop: { ...EXPERIENCE, account_id: "a'b" } }, '/account_id: Must be an id'],
  [
    'an id of 37 characters',
    { shop: { ...EXPERIENCE, assigned_user_id: 'a'.repeat(37) } },
    '/assigned_user_id: Must be an id',
  ],
  [
    'a repeated id',
    { shop: { ...EXPERIENCE, prospect_list_ids: ['a', 'a'] } },
    '/prospect_list_ids: Must not hold the same item twice.',
  ],
  [
    'a list that is text',
    { shop: { ...EXPERIENCE, security_group_ids: 'a' } },
    '/security_group_ids: Must be a list, not text.',
  ],
])('a business units file with %s is refused', (_name, units, sentence) => {
  expect(problemsOf({ BUSINESS_UNITS_FILE: unitsFile(units), SUITECRM_URL: 'http://crm' })).toEqual([
    expect.stringContaining(sentence),
  ]);
});

test('all faults of all units are named at once', () => {
  const units = { one: { ...WHOLESALE, time_zone: 'x', extra: 1 }, two: { crm: 'suitecrm' } };
  expect(problemsOf({ BUSINESS_UNITS_FILE: unitsFile(units) })).toHaveLength(7);
});

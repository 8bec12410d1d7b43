import { expect, it } from 'vitest';
import type { Snapshot } from '../../lab/simulator/suitecrm/index.ts';
import { compareRows, compareSnapshots } from '../../lab/soak/compare.ts';

const ANN = { id: 'ann', deleted: false, values: { last_name: 'Ann', status: 'Converted' } };
const BEN = { id: 'ben', deleted: false, values: { last_name: 'Ben', status: 'New' } };
const QUIET: Snapshot = {
  records: { Leads: [ANN, BEN] },
  joins: { prospect_lists_contacts: ['list -> ann', 'list -> ben'] },
  emails: ['leads/ann ann@example.com'],
};

it('finds nothing between two that are alike', () => {
  expect(compareSnapshots(QUIET, structuredClone(QUIET))).toEqual({ duplicates: [], losses: [], differences: [] });
});

it('tells a missing, a doubled and a changed record apart', () => {
  const storm = {
    ...QUIET,
    records: {
      Leads: [
        { ...ANN, values: { last_name: 'Ann' } },
        { ...BEN, id: 'ben again' },
      ],
    },
  };
  expect(compareSnapshots(QUIET, storm)).toEqual({
    duplicates: ['Leads ben again "Ben"'],
    losses: ['Leads ben "Ben"'],
    differences: ['Leads ann: status is "" instead of "Converted"'],
  });
});

it('sees a record that was deleted, and a module that is there in one run only', () => {
  const deleted = { ...QUIET, records: { Leads: [{ ...ANN, deleted: true }, BEN], Contacts: [ANN] } };
  expect(compareSnapshots(QUIET, deleted)).toEqual({
    duplicates: ['Contacts ann "Ann"'],
    losses: [],
    differences: ['Leads ann: is deleted'],
  });
});

it('sees a join row and an e-mail link that are missing or doubled', () => {
  const storm = {
    ...QUIET,
    joins: { prospect_lists_contacts: ['list -> ann', 'list -> ann'] },
    emails: [...QUIET.emails, ...QUIET.emails],
  };
  expect(compareSnapshots(QUIET, storm)).toEqual({
    duplicates: ['prospect_lists_contacts list -> ann', 'e-mail link leads/ann ann@example.com'],
    losses: ['prospect_lists_contacts list -> ben'],
    differences: [],
  });
});

it('holds a row that is doubled in both runs for a duplicate all the same', () => {
  expect(compareRows('invoice number', ['7', '7'], ['7', '7']).duplicates).toEqual(['invoice number 7']);
});

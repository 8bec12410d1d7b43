import { expect, test } from 'vitest';
import { isCalendarDate, readInstant } from '../../../src/domain/dates.ts';
import {
  sampleContractProducts,
  sampleOrder,
  sampleRefund,
  sampleRegistration,
} from '../../../src/domain/events/samples.ts';
import { faultsIn, read } from '../../support/domain/read-events.ts';

const person = { birthdate: '1990-10-06', consent: { lawful_basis: ['consent'], reviewed_on: '2020-10-06' } };
const DOCUMENTS = [
  sampleRegistration({ customer: person }),
  sampleOrder({ customer: person }),
  sampleRefund(),
  sampleContractProducts(),
];

/** Where in a document there is a date or an instant, each with a document in which that one is in no calendar. */
const CASES = DOCUMENTS.flatMap((document) =>
  textsIn(document).flatMap(({ path, text }) => {
    const isInstant = readInstant(text) !== null;
    if (!isInstant && !isCalendarDate(text)) return [];
    const kind = isInstant ? 'an instant' : 'a date';
    return [{ type: document.type, kind, path, changed: put(document, path, `2026-02-31${text.slice(10)}`) }];
  }),
);

test('the documents have instants and dates at every level', () => {
  expect(CASES.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['/timestamp', '/data/ordered_at', '/data/refunded_at', '/data/customer/birthdate']),
  );
});

test.each(CASES)('31 February as $kind at $path of $type is never 3 March', ({ type, kind, path, changed }) => {
  const faults = faultsIn(type, changed);
  if (kind === 'an instant') expect(faults).toEqual([{ path, message: expect.stringContaining('Must be a date') }]);
  expect(JSON.stringify(read(type, changed))).not.toContain('03-03');
});

function textsIn(value: unknown, path = ''): { readonly path: string; readonly text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => textsIn(member, `${path}/${key}`));
}

function put<Document extends object>(document: Document, path: string, text: string): unknown {
  const at = (value: unknown, keys: readonly string[]): unknown => {
    const [key = '', ...rest] = keys;
    if (keys.length === 0) return text;
    return { ...Object(value), [key]: at(Object(value)[key], rest) };
  };
  return at(document, path.split('/').slice(1));
}

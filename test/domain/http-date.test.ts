import { expect, test } from 'vitest';
import { parseHttpDate } from '../../src/domain/http-date.ts';

test.each([
  ['Sun, 06 Nov 1994 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
  ['Saturday, 21-Nov-26 10:01:00 GMT', '2026-11-21T10:01:00.000Z'],
  // Without a zone, and in GMT all the same.
  ['Sun Nov  6 08:49:37 1994', '1994-11-06T08:49:37.000Z'],
  ['Fri, 31 Dec 9999 23:59:59 GMT', '9999-12-31T23:59:59.000Z'],
])('%s is an HTTP date', (text, iso) => {
  expect(parseHttpDate(text)?.toISOString()).toBe(iso);
});

test.each([
  'Tue, 31 Feb 2026 10:00:00 GMT',
  'Tuesday, 31-Feb-26 10:00:00 GMT',
  'Tue Feb 31 10:00:00 2026',
  'Sat, 21 Nov 2026 24:00:00 GMT',
  'Sat, 21 Now 2026 10:00:00 GMT',
  'Sat, 21 Nov 2026 10:00:00 +0200',
  'Saturday',
  '',
])('%j is none', (text) => {
  expect(parseHttpDate(text)).toBeNull();
});

import { expect, test } from 'vitest';
import {
  dateInZone,
  isCalendarDate,
  isTimeZone,
  readDay,
  readExactInstant,
  readInstant,
} from '../../src/domain/dates.ts';

test.each([
  ['2020-12-16T09:00:00Z', 'Asia/Taipei', '2020-12-16'],
  ['2020-12-16T16:30:00Z', 'Asia/Taipei', '2020-12-17'],
  ['2020-12-16T16:30:00+08:00', 'Asia/Taipei', '2020-12-16'],
  ['2021-01-01T04:59:59.999Z', 'America/New_York', '2020-12-31'],
  ['2021-01-01T05:00:00Z', 'America/New_York', '2021-01-01'],
  ['2021-03-28T00:59:59Z', 'Europe/London', '2021-03-28'],
])('%s is in %s on %s', (instant, zone, date) => {
  expect(dateInZone(instant, zone)).toBe(date);
});

test.each(['2020-02-29', '2000-02-29', '1990-10-06', '0050-01-01'])('%s is a day of the calendar', (date) => {
  expect(isCalendarDate(date)).toBe(true);
});

test.each(['2020-13-45', '2021-02-29', '1900-02-29', '2021-00-10', '2021-1-1', '20210101', '', '2021-01-01T00:00:00Z'])(
  '%s is no day of the calendar',
  (date) => {
    expect(isCalendarDate(date)).toBe(false);
  },
);

test.each([
  ['2020-12-16T09:00:00Z', '2020-12-16T09:00:00.000Z'],
  ['1970-01-01T12:00:00.123456789-11:30', '1970-01-01T23:30:00.123Z'],
  ['2100-12-31T23:59:59+14:00', '2100-12-31T09:59:59.000Z'],
  ['2020-12-16T09:00:00+0800', '2020-12-16T01:00:00.000Z'],
  ['2020-12-16T09:00:00+08', '2020-12-16T01:00:00.000Z'],
  ['2020-12-16T09:00Z', '2020-12-16T09:00:00.000Z'],
  ['2020-12-16 09:00:00Z', '2020-12-16T09:00:00.000Z'],
  ['2020-12-16 09:00:00 +0800', '2020-12-16T01:00:00.000Z'],
  ['2020-12-16 09:00:00 UTC', '2020-12-16T09:00:00.000Z'],
  ['2020-12-16t09:00:00,5z', '2020-12-16T09:00:00.500Z'],
  ['20201216T090000Z', '2020-12-16T09:00:00.000Z'],
])('%s is the instant %s', (text, instant) => {
  expect(readInstant(text)).toBe(instant);
});

test('instants compare as texts to the microsecond, however they are written', () => {
  const written = [
    '2020-12-16T09:00:00.1239Z',
    '2020-12-16 17:00:00.12391+0800',
    '2020-12-16T09:00:00.1239109Z',
    '2020-12-16T09:00:01Z',
    '20201216T100000.5+01',
    '2020-12-17T00:00Z',
  ];
  expect(written.map(readExactInstant)).toEqual([
    '2020-12-16T09:00:00.123900Z',
    '2020-12-16T09:00:00.123910Z',
    '2020-12-16T09:00:00.123910Z',
    '2020-12-16T09:00:01.000000Z',
    '2020-12-16T09:00:00.500000Z',
    '2020-12-17T00:00:00.000000Z',
  ]);
  expect(readExactInstant('yesterday')).toBeNull();
});

test.each([
  '2020-12-16T09:00:00',
  '2020-12-16',
  '2021-02-29T09:00:00Z',
  '2026-02-31 09:00:00 +0800',
  '20260231T090000Z',
  '2020-12-16T24:00:00Z',
  '2020-12-16T09:60:00Z',
  '2020-12-16T09Z',
  '2020-12-16T09:00:00+25:00',
  '2020-12-16T09:00:00+08:00:00',
  '2020-12-1609:00:00Z',
  '1969-12-31T23:59:59Z',
  '2101-01-01T00:00:00Z',
  '1608109200',
  '',
])('%s is no instant', (text) => {
  expect(readInstant(text)).toBeNull();
});

test('a day begins at 00:00 UTC', () => {
  expect(readDay('2020-02-29')?.toISOString()).toBe('2020-02-29T00:00:00.000Z');
  expect([readDay('2026-02-31'), readDay('2020-02-29T00:00:00Z')]).toEqual([null, null]);
});

test('a day that is in no calendar is on no date in a time zone', () => {
  expect(() => dateInZone('2026-02-31T09:00:00Z', 'Asia/Taipei')).toThrow(RangeError);
});

test('time zones are those of the IANA database', () => {
  expect(['Asia/Taipei', 'UTC', 'America/Argentina/Buenos_Aires'].every(isTimeZone)).toBe(true);
  expect(['Asia/Taipeh', '+08:00', '', 'GMT+8'].some(isTimeZone)).toBe(false);
});

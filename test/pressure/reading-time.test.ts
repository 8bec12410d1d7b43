import { describe, expect, test } from 'vitest';
import { todaysReading } from '../../src/domain/events/event-type.ts';
import { eventType, SHOP_EVENT_TYPES } from '../../src/domain/events/event-types.ts';
import { readShopEvent } from '../../src/domain/events/read-shop-event.ts';
import { sampleOrder } from '../../src/domain/events/samples.ts';
import { MAX_VALUES, readJson } from '../../src/domain/json.ts';
import { JsonNumber } from '../../src/domain/json-number.ts';
import { computingRatio, leastComputingMs } from '../support/computing-time.ts';

const MIB = 1024 * 1024;
const STALL_MS = 50;
const UNITS = new Map([['experience', { crm: 'suitecrm' }]] as const);

const inOrder = (member: string) => JSON.stringify(sampleOrder()).replace('"data":{', `"data":{${member},`);
const times = (text: string, size: number) => text.repeat(Math.floor(size / text.length));
const list = (item: string, size: number) => `[${times(`${item},`, size - 300)}${item}]`;
const members = (member: (index: number) => string, count: number) =>
  Array.from({ length: count }, (_, index) => member(index)).join(',');

/** A document of about `size` characters that has one nasty shape. */
const SHAPES: Readonly<Record<string, (size: number) => string>> = {
  'a number with zeros inside': (size) => inOrder(`"x":1.${times('0', size)}1`),
  'a quantity with zeros inside': (size) => inOrder(`"totals":{"total_amount":1.${times('0', size)}1}`),
  'a quantity as text': (size) => inOrder(`"totals":{"total_amount":"1.${times('0', size)}1"}`),
  'a number of zeros': (size) => inOrder(`"x":0.${times('0', size)}`),
  'a number of digits': (size) => inOrder(`"x":${times('7', size)}`),
  'tiny numbers': (size) => inOrder(`"x":${list('1', size)}`),
  'numbers of 17 digits': (size) => inOrder(`"x":${list('1234567890.1234567', size)}`),
  'numbers with exponents': (size) => inOrder(`"x":${list('1.5e300', size)}`),
  'lists in lists': (size) => inOrder(`"x":${list(`${'['.repeat(25)}${']'.repeat(25)}`, size)}`),
  'open brackets': (size) => times('[', size),
  'empty objects': (size) => inOrder(`"x":${list('{}', size)}`),
  'one key': (size) => inOrder(`"${times('k', size)}":1`),
  'a key of slashes over a fault': (size) => inOrder(`"${times('~/', size)}":["\\u0000"]`),
  'one member again and again': (size) => inOrder(times('"a":1,', size).slice(0, -1)),
  'one text': (size) => inOrder(`"x":"${times('é', size / 2)}"`),
  'an id of blanks': (size) => inOrder(`"order_id":"${times(' ', size)}x"`),
  'quotes in a text': (size) => inOrder(`"x":"${times('\\"', size)}"`),
  'halves of surrogate pairs': (size) => inOrder(`"x":${list('"\\ud800"', size)}`),
  'a street of blanks': (size) => inOrder(`"billing_address":{"street":"${times(' \\n', size)}"}`),
  'a birthday': (size) => inOrder(`"customer":{"birthdate":"${times('0', size)}"},"x":1`),
  'an instant': (size) => inOrder(`"ordered_at":"2020-12-16T09:00:00.${times('0', size)}","x":1`),
  'labels that are none': (size) => inOrder(`"billing_address":{"street":${list('{}', size)}},"x":1`),
  'lines without anything': (size) => inOrder(`"lines":${list('{}', size)}`),
  'lines of one id': (size) => inOrder(`"lines":${list('{"line_id":"1","quantity":"x"}', size)}`),
  'promotions beyond number': (size) => inOrder(`"promotions":${list('"p"', size)}`),
  'forbidden keys in texts': (size) => inOrder(`"x":${list('"__proto__"', size)}`),
  'white space': (size) => times(' ', size) + inOrder('"x":1'),
};

function read(bytes: Uint8Array): void {
  try {
    readShopEvent('order.paid', readJson(bytes), UNITS);
  } catch (error) {
    expect(error).toMatchObject({ code: 'json_invalid' });
  }
}

describe.each(Object.entries(SHAPES))('a body of %s', (_, shape) => {
  test('does not hold up the others, however large', () => {
    const body = Buffer.from(shape(MIB - 1000));
    expect(leastComputingMs(() => read(body), STALL_MS)).toBeLessThan(STALL_MS);
  });

  test('takes no more than its size', () => {
    const [half, whole] = [Buffer.from(shape(MIB / 4)), Buffer.from(shape(MIB / 2))];
    // Four times as much would be quadratic.
    const ratio = computingRatio(
      () => read(half),
      () => read(whole),
      3,
    );
    expect(ratio).toBeLessThan(3);
  });
});

// Nearly as many values as are taken at all. JSON and event have a turn each.
describe.each<[string, string]>([
  ['numbers', inOrder(`"x":[${members((index) => `${index}.5`, MAX_VALUES - 200)}]`)],
  ['promotions', inOrder(`"promotions":[${members((index) => `"p${index}"`, MAX_VALUES - 200)}]`)],
  ['streets', inOrder(`"billing_address":{"street":[${members(() => '""', MAX_VALUES - 200)}]}`)],
  ['members', inOrder(`"x":{${members((index) => `"k${index}":1`, MAX_VALUES - 200)}}`)],
  [
    'lines',
    JSON.stringify(
      sampleOrder({
        groups: null,
        totals: null,
        lines: Array.from({ length: 1000 }, (_, index) => ({
          line_id: `${index}`,
          sku: `T${index}`,
          name: 'A day trip'.repeat(50),
          quantity: '1',
          list_price: '180.00',
          discount: { type: 'Percentage', value: '5' },
          vat_rate: '5',
          marker: { name: 'Taipei', lat: '25.0330', lng: '121.5654' },
        })),
      }),
    ),
  ],
])('a body with as many %s as can be', (_, text) => {
  const body = Buffer.from(text);
  // More than the stall of a machine at rest: distinct keys and empty caches cost the engine more on a busy one.
  test('is JSON in time', () => {
    expect(leastComputingMs(() => readJson(body), 3 * STALL_MS)).toBeLessThan(3 * STALL_MS);
  });

  test('is judged in time', () => {
    const json = readJson(body);
    const judge = () => readShopEvent('order.paid', json, UNITS);
    expect(leastComputingMs(judge, 3 * STALL_MS)).toBeLessThan(3 * STALL_MS);
  });
});

test('more values than any event has are refused with a sentence', () => {
  expect(() => readJson(Buffer.from(`[${'1,'.repeat(MAX_VALUES)}1]`))).toThrow(`more than ${MAX_VALUES} values`);
});

test('a long number is refused where it counts, and kept where it does not', () => {
  const long = `1.${'0'.repeat(200)}1`;
  const ignored = readJson(Buffer.from(inOrder(`"x":${long}`)));
  expect(readShopEvent('order.paid', ignored, UNITS)).toMatchObject({ ok: true });
  const counted = readJson(
    Buffer.from(inOrder(`"shipping":{"amount":${long}},"x":1`).replace('"shipping":{"amount":"', '"y":{"amount":"')),
  );
  expect(readShopEvent('order.paid', counted, UNITS)).toMatchObject({
    ok: false,
    faults: [{ path: '/data/shipping/amount', message: 'Must not be longer than 100 characters.' }],
  });
});

test('a number beyond what is written out keeps its value in the canonical text', () => {
  expect(new JsonNumber('1.50e300').plain).toBe('15e299');
  expect(new JsonNumber('-0.025e-150').plain).toBe('-25e-153');
  expect(new JsonNumber(`1${'0'.repeat(100)}`).plain).toBe(`1${'0'.repeat(100)}`);
});

test.each(['01', '-', '1.', '.5', '1e', '1e+', '+1', '1.2.3', '1-2', '--1', '0x1', '1e5e5', '[1 2]', '[1"a"]'])(
  '%s is no JSON here either',
  (text) => {
    expect(() => readJson(Buffer.from(text))).toThrow('is not JSON');
  },
);

test('every event type has a reader that stands a list without end', () => {
  for (const type of SHOP_EVENT_TYPES) {
    const reading = todaysReading(eventType(type));
    const json = {
      data: { lines: Array(60_000).fill({}), products: Array(60_000).fill({}), customer: { consent: [] } },
    };
    expect(leastComputingMs(() => reading.judge(json), STALL_MS)).toBeLessThan(STALL_MS);
  }
});

import { describe, expect, test } from 'vitest';
import { readContract, readEnvelope } from '../../src/crm/ikcrm/answers.ts';
import { LOGIN } from '../../src/crm/ikcrm/call.ts';
import { classify } from '../../src/crm/ikcrm/classify.ts';
import { findJson } from '../../src/crm/json-reader.ts';
import { redact, removeSecrets } from '../../src/crm/redact.ts';
import { retryAfterMs } from '../../src/crm/retry-after.ts';
import { readPage, readRecord } from '../../src/crm/suitecrm/answers.ts';
import { suiteCrmCall } from '../../src/crm/suitecrm/call.ts';
import { classifyDetail } from '../../src/crm/suitecrm/detail.ts';
import { decodeHtml } from '../../src/crm/suitecrm/html.ts';
import { describeLoss, notKept } from '../../src/crm/suitecrm/kept.ts';
import { amountsOf } from '../../src/crm/suitecrm/modules/attributes.ts';
import { leastComputingMs } from '../support/computing-time.ts';

const MIB = 1024 * 1024;
// What stalls the others for longer is felt.
const STALL_MS = 50;

const times = (text: string, size: number) => text.repeat(Math.floor(size / text.length));

/** Texts that make careless patterns try again at every character. */
const TEXTS: Readonly<Record<string, (size: number) => string>> = {
  dots: (size) => times('.', size),
  'one word': (size) => times('a', size),
  blanks: (size) => times(' ', size),
  'lines of blanks': (size) => times(' \n', size),
  'at signs': (size) => times('@', size),
  'dashes between letters': (size) => times('a-', size),
  'labels of secrets': (size) => times('password', size),
  'labels and blanks': (size) => times('token      ', size),
  'beginnings of tokens': (size) => times('eyJ-', size),
  'short tokens': (size) => times('eyJa.', size),
  'others that log in': (size) => times('别', size),
  'digits and a letter': (size) => `${times('9', size)}x`,
  'zeros inside a number': (size) => `1.${times('0', size)}1`,
  ampersands: (size) => times('&', size),
  'entities within entities': (size) => times('&amp;lt;', size),
  'rejected properties': (size) => times('Property ', size),
  'modules without end': (size) => `Bean ${times('x', size)} with id ${times('y', size)}`,
  'the words of a value that was sent': (size) => times('Robot4', size),
  'percent-encoded letters': (size) => times('%61', size),
  'percent signs': (size) => times('%', size),
  'numeric entities': (size) => times('&#x61;', size),
  'entities without an end': (size) => times('&#', size),
  'a long entity': (size) => `&${times('a', size)};`,
  'escapes of JSON': (size) => times('\\u0061', size),
  'bytes that are no text': (size) => times('\\xE6', size),
  'open tags': (size) => times('<', size),
};

const CALL = suiteCrmCall({
  operation: 'create',
  verb: 'POST',
  module: 'Leads',
  id: 'i',
  body: JSON.stringify({
    data: {
      attributes: {
        a: 'Robot4',
        b: 'a'.repeat(60_000),
        c: `${'a'.repeat(60_000)}b`,
        d: '.'.repeat(60_000),
        e: '&#97;'.repeat(12_000),
        f: '%61'.repeat(20_000),
        g: '<'.repeat(60_000),
        h: `&${'amp;'.repeat(15_000)}`,
      },
    },
  }),
});
const FACTS = { status: 400, retryAfterMs: null };

/** Everything that reads a text of a CRM. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  redact: (text) => redact(text, ['Robot4', 'a'.repeat(60_000)]),
  removeSecrets,
  'the detail of a 400': (text) => classifyDetail(CALL, text, FACTS),
  'the words of ikcrm': (text) =>
    classify(LOGIN, {
      ...FACTS,
      contentType: 'application/json',
      envelope: { code: '1', data: null, message: text, error: text },
    }),
  'the decoding of HTML': decodeHtml,
  'the comparison with what was sent': (text) => {
    const sent = { a: text, n: { number: '1.5' }, primary_address_street: text, primary_address_street_2: text };
    // Of what was sent, the CRM keeps all but the beginning, or the beginning.
    const losses = notKept(sent, { id: 'i', attributes: { a: text.slice(1), n: text, primary_address_street: text } });
    return losses.map((loss) => describeLoss('Leads', loss));
  },
  'the amounts of a record': (text) => {
    try {
      return amountsOf('AOS_Invoices', { id: 'i', attributes: { total: text } })('total');
    } catch (error) {
      return expect(error).toMatchObject({ code: 'unreadable_amount' });
    }
  },
  'Retry-After': (text) => retryAfterMs(text, 0),
};

const cases = Object.entries(READERS).flatMap(([reader, read]) =>
  Object.entries(TEXTS).map(([name, text]) => [reader, name, read, text] as const),
);

test.each(cases)('%s reads %s in time', (_reader, _name, read, text) => {
  const whole = text(MIB);
  expect(leastComputingMs(() => read(whole), STALL_MS)).toBeLessThan(STALL_MS);
});

/** Bodies that hold no answer, or one that is hard to come by. */
const BODIES: Readonly<Record<string, (size: number) => string>> = {
  'open brackets': (size) => times('[', size),
  'open brackets and a letter': (size) => `${times('[', size)}x`,
  'open objects and a letter': (size) => `${times('{"a":', size)}x`,
  'brackets in brackets': (size) => times('[', size / 2) + times(']', size / 2),
  'square brackets, no curly one': (size) => times('[x', size),
  'lists that are none': (size) => times('[2026-11-21]', size),
  'objects that are none': (size) => times('{1}', size),
  'an open text': (size) => `{"${times('a', size)}`,
  'quotes and brackets': (size) => times('["', size),
  'a long number': (size) => `{"data":1.${times('0', size)}1}`,
  'objects without a known key': (size) => times('{"a":1}', size),
  'a deep attribute': (size) =>
    `{"data":{"type":"a","id":"i","attributes":{"a":${times('[', size / 2)}${times(']', size / 2)}}}}`,
  'records of one letter': (size) => `{"data":[${times('{"type":"","id":"a"},', size)}{"type":"","id":"a"}]}`,
  'digits of ikcrm': (size) => `{"code":${times('1', size)},"data":null}`,
  'lines of a contract': (size) =>
    `{"code":0,"data":{"id":1,"product_assets_for_new_record":[${times('{"id":1,"product_id":1,"quantity":1,"remark":null},', size)}{}]}}`,
};

describe.each(Object.entries(BODIES))('a body of %s', (_, shape) => {
  const body = Buffer.from(shape(MIB));

  test('is read in time as an answer of SuiteCRM', () => {
    const read = () => {
      const found = findJson(body, ['data', 'errors']);
      readRecord(found?.value);
      readPage(found?.value);
    };
    expect(leastComputingMs(read, 2 * STALL_MS)).toBeLessThan(2 * STALL_MS);
  });

  test('is read in time as an answer of ikcrm', () => {
    const contract = () => readContract(readEnvelope(body)?.data);
    expect(leastComputingMs(contract, 3 * STALL_MS)).toBeLessThan(3 * STALL_MS);
  });
});

test('a number of an answer of ikcrm that is longer than any is unreadable', () => {
  expect(readEnvelope(Buffer.from(`{"code":0.${'0'.repeat(200)},"data":null}`))).toBeNull();
});

test('an answer behind much that looks like one is still found', () => {
  const warnings = '<b>Warning</b>: Undefined array key "a" in [0] {main} ["x"] \n'.repeat(20);
  expect(findJson(Buffer.from(`${warnings}{"data":{"id":"i"}}`), ['data'])).toMatchObject({
    value: { data: { id: 'i' } },
  });
});

test('a value that was sent is removed where the text was cut through it', () => {
  const value = `Tom ${'lives at a place with a long name '.repeat(20)}`;
  for (let before = 1300; before < 1500; before += 1) {
    expect(redact(' '.repeat(before) + value, [value, 'Tom lives'])).not.toMatch(/Tom|lives/);
  }
});

test('a Retry-After beyond a day is a day', () => {
  expect(retryAfterMs('9'.repeat(90), 0)).toBe(86_400_000);
  expect(retryAfterMs('Fri, 31 Dec 9999 23:59:59 GMT', 0)).toBe(86_400_000);
});

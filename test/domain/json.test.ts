import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../src/domain/canonical-json.ts';
import { JsonError, readJson } from '../../src/domain/json.ts';
import { JsonNumber } from '../../src/domain/json-number.ts';
import { findUnstorableText } from '../../src/domain/unstorable-text.ts';

const read = (text: string) => readJson(Buffer.from(text));

test('numbers keep the digits they were written with', () => {
  expect(read('{"amount": 0.1000000000000000055511151231257827, "count": [1e2]}')).toEqual({
    amount: new JsonNumber('0.1000000000000000055511151231257827'),
    count: [new JsonNumber('1e2')],
  });
});

test.each([
  ['1e2', '100'],
  ['1.0', '1'],
  ['-0', '0'],
  ['-0.0500', '-0.05'],
  ['12.5E-3', '0.0125'],
  ['120e-1', '12'],
  ['1.5e3', '1500'],
  ['0e999', '0'],
  ['123456789012345678901234567890', '123456789012345678901234567890'],
])('%s is written plainly as %s', (source, plain) => {
  expect(new JsonNumber(source).plain).toBe(plain);
});

test('a plain number has the value of its source', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(Number(new JsonNumber(JSON.stringify(value)).plain)).toBe(value === 0 ? 0 : value);
    }),
  );
});

test.each([
  ['nothing', ''],
  ['white space', ' \n'],
  ['a bare word', 'nul'],
  ['a cut object', '{"a": 1'],
  ['two values', '{} {}'],
  ['a trailing comma', '{"a": 1,}'],
  ['NaN', '{"a": NaN}'],
  ['a byte order mark', '\uFEFF{}'],
  ['a number beyond all range', '{"a": 1e999999}'],
  ['a number below all range', '{"a": 1e-999999999}'],
])('%s is refused with a sentence', (_name, text) => {
  expect(() => read(text)).toThrow(JsonError);
  expect(() => read(text)).toThrow(/^The text .*\.$/);
});

test.each([
  ['{"a": 1.50, "__proto__": {"admin": true, "n": 2.5}, "b": 3}', '{"a":1.5,"b":3}'],
  ['{"a": {"__pr\\u006fto__": {"admin": true}}, "b": 3}', '{"a":{},"b":3}'],
  ['{"constructor": {"prototype": {}, "n": 1}, "b": [2]}', '{"b":[2]}'],
])('what would reach a prototype is left out of %s', (text, canonical) => {
  expect(canonicalJson(read(text))).toBe(canonical);
});

test('bytes that are not UTF-8 are refused', () => {
  expect(() => readJson(Buffer.from([0x22, 0xc3, 0x28, 0x22]))).toThrow('not valid UTF-8');
});

test('a refusal quotes nothing of the text', () => {
  const broken = ['{"email": "iam.robot4@example.com", oops}', '"iam.robot4', '{"a": robot}'];
  for (const text of broken) expect(() => read(text)).not.toThrow(/robot|iam|oops/);
  for (const text of broken)
    expect(() => read(text)).toThrow(expect.not.objectContaining({ cause: expect.anything() }));
});

test('32 levels are taken and 33 are refused', () => {
  expect(read('['.repeat(32) + ']'.repeat(32))).toBeInstanceOf(Array);
  expect(() => read('['.repeat(33) + ']'.repeat(33))).toThrow('deeper than 32 levels');
});

test('a mebibyte of brackets is refused without exhausting the stack', () => {
  expect(() => read('['.repeat(1024 * 1024))).toThrow(JsonError);
  expect(() => read('{"a":'.repeat(200_000))).toThrow(JsonError);
});

test('brackets inside text do not count as depth', () => {
  expect(read(JSON.stringify({ text: `\\"${'[{'.repeat(100)}` }))).toEqual({ text: `\\"${'[{'.repeat(100)}` });
});

test('the canonical text does not depend on key order, white space, escapes or the spelling of numbers', () => {
  expect(canonicalJson(read('{"b": [1.0, true, null], "a": "\\u00e9"}'))).toBe('{"a":"é","b":[1,true,null]}');
  expect(canonicalJson(read('{ "a":"é","b":[10e-1,true,null]}'))).toBe('{"a":"é","b":[1,true,null]}');
});

test('the canonical text keeps numbers and text apart', () => {
  expect(canonicalJson(read('{"a": 1.0}'))).not.toBe(canonicalJson(read('{"a": "1.0"}')));
});

test('any JSON comes back from its canonical text', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 8 }), (text) => {
      fc.pre(!text.includes('__proto__'));
      const canonical = canonicalJson(read(text));
      expect(JSON.parse(canonical)).toEqual(JSON.parse(text.replaceAll(/(?<=[[,:]|^)-0(?=[\],}]|$)/g, '0')));
      expect(canonicalJson(read(canonical))).toBe(canonical);
    }),
  );
});

test('text that PostgreSQL cannot hold is found with its path', () => {
  expect(findUnstorableText(read('{"a/b": ["ok", "nul \\u0000"], "c": {"half": ["\\ud800"]}, "d": "😀"}'))).toEqual([
    { path: '/a~1b/1', message: expect.stringContaining('U+0000') },
    { path: '/c/half/0', message: expect.stringContaining('surrogate') },
  ]);
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findJson } from '../../src/crm/json-reader.ts';

const KEYS = ['data', 'errors', 'meta', 'error', 'message', 'access_token'];
const read = (text: string) => findJson(new TextEncoder().encode(text), KEYS);
const ANSWER = '{\n    "data": {"type": "Lead", "attributes": {"last_name": "a } \\" ] {[ b"}}\n}';

describe('the JSON reader', () => {
  test('reads a clean body', () => {
    expect(read(ANSWER)).toMatchObject({ value: { data: { type: 'Lead' } }, noiseBefore: 0, noiseAfter: 0 });
  });

  test('takes white space and a byte order mark for no noise', () => {
    expect(read(`\uFEFF\r\n ${ANSWER}\n\n`)).toMatchObject({ noiseBefore: 0, noiseAfter: 0 });
  });

  test('counts a sentence glued on behind the answer', () => {
    const sentence = 'Database failure. Please refer to suitecrm.log for details.';
    expect(read(`{"errors":{"detail":"x"}}${sentence}`)).toEqual({
      value: { errors: { detail: 'x' } },
      noiseBefore: 0,
      noiseAfter: sentence.length,
    });
  });

  test.each([
    '<br />\n<b>Warning</b>:  Undefined array key 0 in array[0] on line {3} in <b>/var/www/a.php</b><br />\n',
    'PHP Warning: foo() [<a href="function.foo">function.foo</a>]: {closure} failed at {main}\n',
    'Notice: Undefined variable: {$row["id"]} in [2026-11-21 10:00:00] \n',
    'Deprecated: the key "{" is not "[" \n',
    '{} [] {"a": 1} [true, null, {"b": "}"}] ',
    'Warning: unbalanced [ and { here\n',
  ])('finds the answer behind %j', (noise) => {
    expect(read(noise + ANSWER)).toMatchObject({ value: { data: { type: 'Lead' } }, noiseBefore: noise.trim().length });
  });

  test('does not take a part of another value for the answer', () => {
    expect(read('{"status": {"message": "no"}}')).toBeNull();
    expect(read('[{"message": "no"}]')).toBeNull();
  });

  test.each(['', 'null', '<html><body>{ color: red }</body></html>', '"data"', '{"data": 01}', '12'])(
    'finds none in %j',
    (body) => {
      expect(read(body)).toBeNull();
    },
  );

  test('takes no part of a body that was cut anywhere', () => {
    const body =
      '{"meta":{"message":"x","n":-1.5e3},"data":[{"id":"1","error":{"message":"\\u00e9\\""}},true,false,null]}';
    for (let length = 0; length < body.length; length += 1)
      expect(read(body.slice(0, length)), body.slice(0, length)).toBeNull();
  });

  test('reads any object whatever stands around it', () => {
    const noise = fc.string().map((text) => text.replaceAll(/[{["]/g, ' '));
    fc.assert(
      fc.property(fc.jsonValue(), noise, fc.string(), fc.nat(4), (data, before, after, indent) => {
        const text = JSON.stringify({ data }, null, indent);
        expect(read(before + text + after)).toEqual({
          value: JSON.parse(text),
          noiseBefore: before.replace(/^\uFEFF/, '').trim().length,
          noiseAfter: after.trim().length,
        });
      }),
    );
  });

  test('reads five megabytes of page with thousands of brackets at once', () => {
    const page = '<script>var a = [1, {"b": [2, 3]}, x]; {"c": d}</script>'.repeat(90_000);
    const started = performance.now();
    expect(read(page)).toBeNull();
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

import { expect, test } from 'vitest';
import { needlesOf } from '../../../src/operations/privacy/needles.ts';

test('an address is looked for as JSON may write it, and as its bytes are shown', () => {
  expect(needlesOf('ada@example.com')).toEqual(['ada@example.com']);
  expect(needlesOf('é@x.org')).toEqual(['é@x.org', '\\u00e9@x.org', '\\303\\251@x.org', '\\\\u00e9@x.org']);
  expect(needlesOf('"a"@x.org')).toEqual(['"a"@x.org', '\\"a\\"@x.org', '\\\\"a\\\\"@x.org']);
});

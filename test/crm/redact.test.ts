import { describe, expect, test } from 'vitest';
import { redact } from '../../src/crm/redact.ts';

const JWT = 'eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJhdWQiOiIxMTExIn0.c2lnbmF0dXJl';

describe('redact', () => {
  test.each([
    ['No contact for Tom <tom.b+x@mail.example.com> here', 'No contact for Tom <[removed]> here'],
    ["Duplicate entry 'TOM@EXAMPLE.COM' for key", "Duplicate entry '[removed]' for key"],
    [`token ${JWT} is stale`, 'token [removed] is stale'],
    ['Authorization: Bearer abc.def', 'Authorization: Bearer  [removed]'],
    ['The password is invalid: hunter2', 'The password is invalid: [removed]'],
    ['client_secret=s3cr3t&x', 'client_secret= [removed]'],
    [`key ${'a1'.repeat(40)} end`, 'key [removed] end'],
  ])('%j becomes %j', (text, expected) => {
    expect(redact(text).replaceAll(/\s+/g, ' ')).toBe(expected.replaceAll(/\s+/g, ' '));
  });

  test('keeps what helps: ids, modules, fields', () => {
    const text = 'Leads module with id deadbeef-0000-4000-8000-000000000000 is not found';
    expect(redact(text)).toBe(text);
  });

  test('puts it on one line of at most 300 characters', () => {
    const text = redact('word\n\t '.repeat(200));
    expect(text).toHaveLength(300);
    expect(text).toMatch(/^(word )+wo?r?d?…$|^(word )+…$/);
  });
});

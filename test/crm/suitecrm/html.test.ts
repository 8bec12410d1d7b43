import { expect, test } from 'vitest';
import { decodeHtml } from '../../../src/crm/suitecrm/html.ts';

test.each([
  ['&lt;b&gt;', '<b>'],
  ['&quot;Tom&quot;', '"Tom"'],
  ['O&#039;Neil', "O'Neil"],
  ['O&#39;Neil', "O'Neil"],
  ['Bed &amp; Breakfast', 'Bed & Breakfast'],
])('%s is the text %s', (encoded, text) => {
  expect(decodeHtml(encoded)).toBe(text);
});

test.each(['&amp;lt;', '&amp;amp;', '&amp;#039;'])('%s is decoded once', (encoded) => {
  expect(decodeHtml(encoded)).toBe(encoded.replace('&amp;', '&'));
});

test.each(['Bed & Breakfast', '&nbsp;', '&lt', '&#0390;', '&#0039;', '&&', 'a &LT; b'])('%s stays as it is', (text) => {
  expect(decodeHtml(text)).toBe(text);
});

import { expect, it } from 'vitest';
import { type Api, property } from '../support/simulator/api.ts';
import { start } from '../support/simulator/start.ts';

const stored = async (api: Api, module: string, field: string, text: string) => {
  const { json } = await api.create(module, { [field]: text });
  return property(json, 'data', 'attributes', field);
};

it.each([
  ['an open tag is closed', '<b>x', '&lt;b&gt;x&lt;/b&gt;'],
  ['an end without a beginning is dropped', 'x</b>', 'x'],
  ['tags are written small', '<B>x</B>', '&lt;b&gt;x&lt;/b&gt;'],
  ['what stands in between is closed with it', '<b><i>x</b>', '&lt;b&gt;&lt;i&gt;x&lt;/i&gt;&lt;/b&gt;'],
  ['an unfinished tag is dropped', 'a <b', 'a '],
  ['a comment is dropped', 'a<!-- c -->b', 'ab'],
  ['an unknown tag is dropped', 'Tom <tom@example.com>!', 'Tom !'],
  ['line ends become one character', 'a\r\nb', 'a\nb'],
  ['a lone < is kept', '1 < 2', '1 &lt; 2'],
])('%s', async (_, text, kept) => {
  const { api } = await start();
  expect(await stored(api, 'Leads', 'description', text)).toBe(kept);
});

it('since 7.15 a name is trimmed after it was purified; the name of a line, a text column, never is, nor is it cut', async () => {
  const { api } = await start({ release: '7.15' });
  expect(await stored(api, 'AOS_Products', 'name', 'Tom <tom@example.com>')).toBe('Tom');
  expect(await stored(api, 'AOS_Products_Quotes', 'name', ` ${'n'.repeat(300)} `)).toBe(` ${'n'.repeat(300)} `);
});

it('addresses of the web are not purified', async () => {
  const { api } = await start();
  expect(await stored(api, 'Leads', 'website', 'https://example.com/?a=1&amp;b=<b>')).toBe(
    'https://example.com/?a=1&amp;b=&lt;b&gt;',
  );
});

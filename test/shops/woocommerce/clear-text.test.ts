import { expect, onTestFinished, test } from 'vitest';
import { createLogger } from '../../../src/service/logger.ts';
import { keyGoesInTheClear } from '../../../src/shops/woocommerce/clear-text.ts';
import { startBench } from '../../support/service.ts';

test.for([
  ['https://blog.example.com', false],
  ['http://blog.example.com', true],
  ['HTTP://192.168.0.9:8080/shop', true],
  ['http://localhost:8080', false],
  ['http://shop.localhost', false],
  ['http://127.0.0.5', false],
  ['http://[::1]:8080', false],
  ['http://localhost.example.com', true],
  ['http://127.0.0.1.example.com', true],
  ['http://localhost@blog.example.com', true],
] as const)('a key to %s goes in the clear: %s', ([url, inTheClear]) => {
  expect(keyGoesInTheClear({ url })).toBe(inTheClear);
});

test('a service whose shop is asked over plain http says so at its start, and never the key', async () => {
  const lines: string[] = [];
  const shop = { platform: 'woocommerce', business_unit: 'experience', secrets: ['a secret'] };
  // Nobody listens there, and it counts as another machine.
  const keyed = { ...shop, url: 'http://0.0.0.0:1', consumer_key: 'ck_1', consumer_secret: 'cs_nobody-sees' };
  const log = createLogger('warn', { write: (line) => void lines.push(line) });
  const bench = await startBench({ log, shops: { blog: keyed } });
  onTestFinished(() => bench.close());
  expect(lines.join('')).toMatch(/"shop":"blog".*consumer key of the shop travels over plain http/);
  expect(lines.join('')).not.toContain('cs_nobody-sees');
});

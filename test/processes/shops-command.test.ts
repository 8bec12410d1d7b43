import { expect, it } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { startProgram } from '../support/process.ts';
import { startBench } from '../support/service.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { waitFor } from '../support/wait-for.ts';

const SECRETS = {
  SHOPIFY_MAIN_SECRET: 'secret of main',
  WOO_BLOG_SECRET: 'secret of blog',
  WOO_BLOG_KEY: 'ck_1',
  WOO_BLOG_CONSUMER_SECRET: 'cs_1',
};
const COMMON = { business_unit: 'experience', category: 'E' };

it('the command opens two connected shops whose orders, and what comes back of every third, reach the CRM', async () => {
  const port = await freePort();
  const blog = { ...COMMON, platform: 'woocommerce', url: `http://127.0.0.1:${port}`, consumer_key: 'ck_1' };
  const bench = await startBench({
    shops: {
      main: { ...COMMON, platform: 'shopify', secrets: [SECRETS.SHOPIFY_MAIN_SECRET] },
      blog: { ...blog, consumer_secret: 'cs_1', secrets: [SECRETS.WOO_BLOG_SECRET] },
    },
  });
  try {
    const args = ['--url', bench.service.url, '--port', String(port), '--every', '1'];
    await using shops = await startProgram('lab/shops.ts', { args, cwd: await temporaryFolder(), env: SECRETS });
    const returned = () => bench.crm.records('AOS_Invoices').filter(({ values }) => values.status === 'Returned');
    await waitFor('both shops have given something back', () => returned().length >= 2, 60_000);
    expect(bench.crm.records('AOS_Invoices').length).toBeGreaterThanOrEqual(8);
    expect(await shops.terminate()).toEqual({ code: 0, signal: null });
    expect(shops.output()).toMatch(/WooCommerce: order \d+ of [\d.]+, 2 deliveries answered with 200/);
  } finally {
    await bench.close();
  }
});

it('a secret that is missing ends the command with 2 and is named', async () => {
  const env = { ...SECRETS, WOO_BLOG_KEY: '' };
  await using shops = await startProgram('lab/shops.ts', { cwd: await temporaryFolder(), env });
  await waitFor('it has ended', () => shops.exit(), 30_000);
  expect(shops.exit()).toEqual({ code: 2, signal: null });
  expect(shops.output()).toContain('WOO_BLOG_KEY is not set');
});

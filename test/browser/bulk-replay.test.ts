import { expect, test } from 'vitest';
import { barriersOf, keepPicture, openPage, signIn } from '../support/browser/browser.ts';
import { useBench } from '../support/service.ts';
import { newOrder } from '../support/workflows/shop-events.ts';
import { staffOf } from '../support/workflows/staff.ts';

const TOKEN = 'a-token-of-anna-0123456789';
const bench = useBench({ adminTokens: [{ name: 'anna', token: TOKEN }] });

test('the events of a cause are counted, replayed at a pace, and watched to the end', async () => {
  for (let count = 0; count < 3; count += 1) await bench.play('orders', newOrder({ currency: 'XAU' }));
  const page = await openPage();
  await signIn(page, bench.service.url, TOKEN);
  await page.getByRole('link', { name: 'Replay them…' }).click();
  await page.getByText('3 events would be replayed').waitFor();
  expect(await barriersOf(page)).toEqual([]);
  await keepPicture(page, 'bulk-replay-before');
  await staffOf(bench.crm).create('Currencies', {
    name: 'Gold',
    iso4217: 'XAU',
    status: 'Active',
    conversion_rate: '1',
  });
  await page.getByLabel('Name').fill('gold');
  await page.getByLabel('Why (for the audit)').fill('the currency was added');
  await page.getByLabel('Pace').fill('50');
  await page.getByRole('button', { name: 'Replay 3' }).click();
  await page.getByText('3 done, 0 failed, 0 to go of 3').waitFor();
  expect(await barriersOf(page)).toEqual([]);
  await keepPicture(page, 'bulk-replay-at-its-end');
  await page.getByRole('link', { name: 'Replays' }).click();
  await page.getByRole('link', { name: 'gold' }).waitFor();
  expect(await barriersOf(page)).toEqual([]);
});

test('a bulk replay is cancelled: what was not replayed stays dead', async () => {
  for (let count = 0; count < 3; count += 1) await bench.play('orders', newOrder({ currency: 'XPD' }));
  const page = await openPage();
  await signIn(page, bench.service.url, TOKEN);
  await page.getByRole('link', { name: 'Replay them…' }).click();
  await page.getByLabel('Name').fill('too early');
  await page.getByLabel('Why (for the audit)').fill('by mistake');
  await page.getByLabel('Pace').fill('0.1');
  await page.getByRole('button', { name: 'Replay 3' }).click();
  await page.getByRole('button', { name: 'Cancel what is left' }).click();
  await page.getByText('cancelled').first().waitFor();
  await page.getByRole('link', { name: 'Now' }).click();
  await page.getByText('3 events are dead').waitFor();
});

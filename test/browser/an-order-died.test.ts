import { expect, test } from 'vitest';
import { barriersOf, keepPicture, openPage, signIn } from '../support/browser/browser.ts';
import { useBench } from '../support/service.ts';
import { newOrder } from '../support/workflows/shop-events.ts';
import { staffOf } from '../support/workflows/staff.ts';

const TOKEN = 'a-token-of-anna-0123456789';
const bench = useBench({ adminTokens: [{ name: 'anna', token: TOKEN }] });

test('an order died at night: it is found by its cause, understood, mended, replayed, and done', async () => {
  const order = newOrder({ currency: 'XAU', totals: { total_amount: '100.00' } });
  const { id, status } = await bench.play('orders', order);
  expect(status).toBe('dead');

  const page = await openPage();
  await signIn(page, bench.service.url, TOKEN);
  await page.getByText('1 event is dead').waitFor();
  await keepPicture(page, 'now-with-a-dead-event');
  await page.getByRole('link', { name: '1 event is dead' }).click();
  await page.getByRole('heading', { level: 1, name: 'Failures by cause' }).waitFor();
  await page.getByRole('link', { name: 'Look at one' }).click();

  // Its story: what is wrong, what it is about in money, what was called.
  await page.getByText('Dead: it needs a person.').waitFor();
  expect(page.url()).toContain(id);
  expect(await page.locator('#story').textContent()).toContain('no active currency XAU');
  expect(await page.locator('.facts').textContent()).toContain('100.00 XAU');
  await page.getByText('GET Currencies').click();
  await page.getByRole('region', { name: 'Answer to currency' }).waitFor();
  expect(await barriersOf(page)).toEqual([]);
  await keepPicture(page, 'event-that-is-dead');

  await page.getByRole('link', { name: 'Calls of resume' }).click();
  await page.getByText('Nothing was sent.').waitFor();
  expect(await page.getByText('POST AOS_Invoices').count()).toBeGreaterThan(0);
  expect(await barriersOf(page)).toEqual([]);
  await page.getByRole('link', { name: 'Back to the event' }).click();

  await staffOf(bench.crm).create('Currencies', {
    name: 'Gold',
    iso4217: 'XAU',
    status: 'Active',
    conversion_rate: '1',
  });
  await page.getByLabel('Why (for the audit)').first().fill('the currency was added');
  await page.getByRole('button', { name: 'Replay', exact: true }).click();
  await page.getByText('It was put back in line.').waitFor();
  // The page tells by itself, nobody loads it again.
  await page.getByText('everything stands in the CRM').first().waitFor();
  await page.getByRole('heading', { name: 'What happened' }).waitFor();
  expect(await page.locator('.history').textContent()).toContain('Replayed by anna: the currency was added');
  await keepPicture(page, 'event-that-is-done');

  await page.getByRole('link', { name: 'Now' }).click();
  await page.getByText('Everything is all right.').waitFor();
  expect(await barriersOf(page)).toEqual([]);
});

test('two people at once: the second is told that there is nothing left to replay, and sees how it stands', async () => {
  const { id } = await bench.play('orders', newOrder({ currency: 'XAG' }));
  const address = `${bench.service.url}/console/events/${id}`;
  const [one, other] = [await openPage(), await openPage({}, /409/)];
  for (const page of [one, other]) {
    await signIn(page, bench.service.url, TOKEN);
    await page.goto(address);
    await page.getByText('Dead: it needs a person.').waitFor();
    await page.getByLabel('Why (for the audit)').first().fill('both of us');
  }
  await staffOf(bench.crm).create('Currencies', {
    name: 'Silver',
    iso4217: 'XAG',
    status: 'Active',
    conversion_rate: '1',
  });
  // The other one's page does not look meanwhile.
  await other.route('**/console/events/*?seen=*', (route) => route.abort());
  await one.getByRole('button', { name: 'Replay', exact: true }).click();
  await one.getByText('everything stands in the CRM').first().waitFor();
  await other.getByRole('button', { name: 'Replay', exact: true }).click();
  expect(await other.getByRole('alert').textContent()).toContain('The event is done');
  await other.getByText('Done').first().waitFor();
});

test('an event is discarded for good, with the reason in the audit', async () => {
  const { id } = await bench.play('orders', newOrder({ currency: 'XPT' }));
  const page = await openPage();
  await signIn(page, bench.service.url, TOKEN);
  await page.goto(`${bench.service.url}/console/events/${id}`);
  await page.getByText('Discard…').click();
  await page.getByLabel('Why (for the audit)').last().fill('a test of the shop');
  await page.getByRole('button', { name: 'Discard for good' }).click();
  await page.getByText('It was discarded.').waitFor();
  await page.getByRole('link', { name: 'Audit' }).click();
  await page.getByText('a test of the shop').waitFor();
  expect(await barriersOf(page)).toEqual([]);
});

test('a payload that can never be carried out is amended, and the first one is shown beside it', async () => {
  const { id } = await bench.play('orders', newOrder({ currency: 'XAF' }));
  const page = await openPage({}, /422/);
  await signIn(page, bench.service.url, TOKEN);
  await page.goto(`${bench.service.url}/console/events/${id}`);
  await page.getByRole('link', { name: 'Amend the payload…' }).click();
  const payload = page.getByLabel('Payload');
  const sent = await payload.inputValue();
  await page.getByLabel('Why (for the audit)').fill('the shop named the wrong currency');
  await payload.fill(sent.replace('"XAF"', '"gold"'));
  await page.getByRole('button', { name: 'Amend and replay' }).click();
  // What is wrong with it is named by its place, and what was typed is still there.
  expect(await page.getByRole('alert').textContent()).toContain('/payload/data/currency');
  expect(await payload.inputValue()).toContain('"gold"');
  await payload.fill(sent.replace('"XAF"', '"TWD"'));
  await page.getByRole('button', { name: 'Amend and replay' }).click();
  await page.getByText('Its payload was amended').waitFor();
  await page.getByText('everything stands in the CRM').first().waitFor();
  await page.getByText('Show what the shop sent first').click();
  expect(await page.getByRole('region', { name: 'First payload' }).textContent()).toContain('XAF');
  expect(await barriersOf(page)).toEqual([]);
});

test('a warning is mended in the CRM, and a repair takes it away', async () => {
  const { id } = await bench.play('orders', newOrder({ promotions: ['LATE10'] }));
  const page = await openPage();
  await signIn(page, bench.service.url, TOKEN);
  await page.goto(`${bench.service.url}/console/events/${id}`);
  await page.getByText('with 1 warning').waitFor();
  await staffOf(bench.crm).create('OWL_Promotions', { name: 'Late ten', code: 'LATE10' });
  await page.getByLabel('Why (for the audit)').first().fill('the promotion was added');
  await page.getByRole('button', { name: 'Replay', exact: true }).click();
  await page.getByText('everything stands in the CRM').first().waitFor();
});

import { expect, test } from 'vitest';
import { openPage, signIn } from '../support/browser/browser.ts';
import { useBench } from '../support/service.ts';
import { newCustomer, newOrder } from '../support/workflows/shop-events.ts';

const TOKEN = 'a-token-of-anna-0123456789';
const bench = useBench({ adminTokens: [{ name: 'anna', token: TOKEN }] });
const MARKUP = `<img src=x onerror="alert(1)">'"</pre></textarea><script>alert(2)</script>`;

test('markup in whatever a shop sends is text on every screen', async () => {
  const order = newOrder({
    order_id: `O-1 ${MARKUP}`,
    order_number: MARKUP,
    currency: 'XAU',
    customer: newCustomer({ user_id: `U-1 ${MARKUP}`, first_name: MARKUP, last_name: MARKUP }),
    description: MARKUP,
  });
  const { id, status } = await bench.play('orders', order);
  expect(status).toBe('dead');
  // A page that runs any of it opens a dialog, which fails the test; so does what the policy of the page refuses.
  const page = await openPage();
  const { url } = bench.service;
  await signIn(page, url, TOKEN);
  const query = new URLSearchParams({ order_id: `O-1 ${MARKUP}`, text: MARKUP.slice(0, 40) });
  for (const path of [
    'console',
    `console/events?${query}`,
    `console/events/${id}`,
    `console/events/${id}/plan`,
    `console/events/${id}/amend`,
    `console/replays/new?${query}&status=dead`,
    `console/causes?error_code=${encodeURIComponent(MARKUP)}`,
    `console/links?local_id=${encodeURIComponent(MARKUP)}`,
    `console/audit?actor=${encodeURIComponent(MARKUP)}`,
  ]) {
    await page.goto(`${url}/${path}`);
    expect(await page.locator('main img, main script, main pre script').count(), path).toBe(0);
    expect(await page.getByRole('heading', { level: 1 }).count(), path).toBe(1);
  }
});

test('a page of another site can neither change anything nor show the console in a frame', async () => {
  const { id } = await bench.play('orders', newOrder({ currency: 'XAU' }));
  const page = await openPage({}, /frame|refused|Refused|ERR_BLOCKED/i);
  const { url } = bench.service;
  await signIn(page, url, TOKEN);
  // A page of another origin, with the cookie of the person in the same browser.
  await page.route('http://elsewhere.test/**', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<iframe src="${url}/console"></iframe><form method="post" action="${url}/console/events/${id}/replay">
        <input name="reason" value="forged"><input name="csrf" value="guessed"><button>Win</button></form>`,
    }),
  );
  await page.goto('http://elsewhere.test/');
  await page.getByRole('button', { name: 'Win' }).click();
  await page.waitForURL(`${url}/console/**`);
  const event = await bench.database.database.prisma.event.findUniqueOrThrow({ where: { id } });
  expect(event.status).toBe('dead');
  expect(await bench.database.database.prisma.auditEntry.count()).toBe(0);
});

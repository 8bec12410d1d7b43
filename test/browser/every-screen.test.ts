import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { barriersOf, keepPicture, openPage, signIn } from '../support/browser/browser.ts';
import { useBench } from '../support/service.ts';
import { newOrder, newRegistration } from '../support/workflows/shop-events.ts';

const TOKEN = 'a-token-of-anna-0123456789';
const bench = useBench({ adminTokens: [{ name: 'anna', token: TOKEN }] });
let dead = '';
let done = '';

beforeAll(async () => {
  await bench.play('registrations', newRegistration());
  ({ id: done } = await bench.play('orders', newOrder()));
  ({ id: dead } = await bench.play('orders', newOrder({ currency: 'XAU' })));
});

/** Every screen, by its name. */
function screens(): readonly (readonly [string, string])[] {
  return [
    ['now', ''],
    ['events', '/events'],
    ['events-none', '/events?order_id=nobody'],
    ['events-refused', '/events?status=lost'],
    ['event-done', `/events/${done}`],
    ['event-dead', `/events/${dead}`],
    ['plan', `/events/${dead}/plan`],
    ['amend', `/events/${dead}/amend`],
    ['causes', '/causes'],
    ['replays', '/replays'],
    ['replays-new', '/replays/new?status=dead'],
    ['links', '/links'],
    ['audit', '/audit'],
    ['crm', '/crms/suitecrm'],
    ['unknown', '/events/unknown'],
  ];
}

async function eachScreen(page: Page, look: (name: string) => Promise<void>): Promise<void> {
  await signIn(page, bench.service.url, TOKEN);
  for (const [name, path] of screens()) {
    await page.goto(`${bench.service.url}/console${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await look(name);
  }
}

describe.each(['light', 'dark'] as const)('in the %s', (colorScheme) => {
  test('no screen has a serious barrier for people who cannot see, or use no mouse', async () => {
    const page = await openPage({ colorScheme }, /404|422/);
    await eachScreen(page, async (name) => {
      expect(await barriersOf(page), name).toEqual([]);
      await keepPicture(page, `${name}-${colorScheme}`);
    });
  });
});

test('every screen fits a width of 360 pixels', async () => {
  const page = await openPage({ viewport: { width: 360, height: 640 } }, /404|422/);
  await eachScreen(page, async (name) => {
    const width: unknown = await page.evaluate('document.documentElement.scrollWidth');
    expect(width, name).toBeLessThanOrEqual(360);
    await keepPicture(page, `${name}-narrow`);
  });
});

test('an event is replayed with the keyboard alone', async () => {
  const page = await openPage();
  await signIn(page, bench.service.url, TOKEN);
  await page.goto(`${bench.service.url}/console/events/${dead}`);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(await page.evaluate('document.activeElement.id')).toBe('main');
  const reason = page.getByLabel('Why (for the audit)').first();
  for (let presses = 0; presses < 60 && !(await isFocused(page, 'replay-reason')); presses += 1)
    await page.keyboard.press('Tab');
  await page.keyboard.type('by keyboard');
  expect(await reason.inputValue()).toBe('by keyboard');
  await page.keyboard.press('Enter');
  await page.getByText('It was put back in line.').waitFor();
});

async function isFocused(page: Page, id: string): Promise<boolean> {
  return (await page.evaluate('document.activeElement.id')) === id;
}

test('without scripts every screen says the same, and a decision is carried out', async () => {
  const page = await openPage({ javaScriptEnabled: false });
  await signIn(page, bench.service.url, TOKEN);
  await page.goto(`${bench.service.url}/console/events/${dead}`);
  await page.getByLabel('Why (for the audit)').first().fill('without scripts');
  await page.getByRole('button', { name: 'Replay', exact: true }).click();
  await page.getByText('It was put back in line.').waitFor();
});

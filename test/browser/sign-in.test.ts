import { expect, test } from 'vitest';
import { barriersOf, openPage, signIn } from '../support/browser/browser.ts';
import { useBench } from '../support/service.ts';

const TOKEN = 'a-token-of-anna-0123456789';
const bench = useBench({ adminTokens: [{ name: 'anna', token: TOKEN }] });

test('a person signs in with an admin token, sees who it is, and signs out', async () => {
  const page = await openPage();
  const { url } = bench.service;
  await page.goto(`${url}/console/events?status=dead`);
  expect(await barriersOf(page)).toEqual([]);
  await page.getByLabel('Admin token').fill(TOKEN);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Events' }).waitFor();
  expect(page.url()).toBe(`${url}/console/events?status=dead`);
  expect(await page.getByText('anna').count()).toBe(1);
  const cookies = await page.context().cookies();
  expect(cookies).toMatchObject([{ httpOnly: true, sameSite: 'Strict' }]);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('Admin token').waitFor();
  // The cookie that somebody took a copy of is of no use any more.
  await page.context().addCookies(cookies);
  await page.goto(`${url}/console`);
  await page.getByLabel('Admin token').waitFor();
});

test('a wrong token is told so, and nothing is shown', async () => {
  const page = await openPage({}, /401/);
  await page.goto(`${bench.service.url}/console`);
  await page.getByLabel('Admin token').fill('guessed');
  await page.getByRole('button', { name: 'Sign in' }).click();
  expect(await page.getByRole('alert').textContent()).toContain('No such token');
});

test('a page that lies open when its session ends goes to the sign-in by itself', async () => {
  const page = await openPage();
  await signIn(page, bench.service.url, TOKEN);
  await bench.database.database.prisma.consoleSession.deleteMany();
  await page.getByText('Your session has ended').waitFor();
});

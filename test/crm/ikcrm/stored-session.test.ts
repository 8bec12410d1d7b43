import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSessionSeal } from '../../../src/crm/ikcrm/session-seal.ts';
import { context, startWorld, type World } from '../../support/crm/ikcrm-world.ts';

let world: World;

beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => {
  await world[Symbol.asyncDispose]();
});

const prisma = () => world.database.database.prisma;
const account = () => `${world.config.corpId}/${world.config.login}`;
const call = async (replica = world.replica()) => (await replica.client.contract('104', context())).id;

/** Logs in as the release before sealing does, and keeps the token as it does, that long ago. */
async function logInAsOlderRelease(minutesAgo: number): Promise<string> {
  const { login, password, corpId: corp_id, url, versionCode: version_code } = world.config;
  const answer = await fetch(`${url}/api/v2/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ device: 'open_api', version_code, login, password, corp_id }),
  });
  const { data } = JSON.parse(await answer.text());
  const row = { token: data.user_token, obtainedAt: new Date(Date.now() - minutesAgo * 60_000) };
  const key = { crm: 'ikcrm', account: account() };
  await prisma().crmSession.upsert({ where: { crm_account: key }, create: { ...key, ...row }, update: row });
  return row.token;
}

describe('the session in the database', () => {
  test('is sealed: nobody reads the token there', async () => {
    await call();
    const row = await prisma().sealedSession.findFirstOrThrow();
    const seal = createSessionSeal({ password: world.config.password, owner: `ikcrm ${account()}` });
    const token = await seal.open(row.sealed);
    expect(token).toMatch(/^[\da-f]{32}$/);
    expect(Buffer.from(row.sealed).toString('latin1')).not.toContain(token);
    expect(await prisma().crmSession.count()).toBe(0);
    expect(JSON.stringify(await prisma().sealedSession.findMany())).not.toContain(token);
  });

  test.each([
    ['changed', (sealed: Buffer) => Buffer.concat([sealed.subarray(0, -1), Buffer.from([(sealed.at(-1) ?? 0) ^ 1])])],
    ['cut', (sealed: Buffer) => sealed.subarray(0, 20)],
    ['something else', () => randomBytes(60)],
    ['nothing', () => Buffer.alloc(0)],
  ])('that is %s is none, and a login takes its place', async (_, change) => {
    await call();
    const { sealed } = await prisma().sealedSession.findFirstOrThrow();
    await prisma().sealedSession.updateMany({ data: { sealed: new Uint8Array(change(Buffer.from(sealed))) } });
    expect(await call()).toBe('104');
    expect(await call()).toBe('104');
    expect(world.logins()).toBe(2);
  });

  test('of another password is none', async () => {
    await call();
    const stranger = world.replica({}, { password: 'another' });
    await expect(call(stranger)).rejects.toMatchObject({ code: 'credentials_rejected' });
    expect(await call()).toBe('104');
    expect(world.logins()).toBe(2);
  });

  test('is not that of another account', async () => {
    await call();
    await prisma().sealedSession.updateMany({ data: { account: 'corp-50/13800000000' } });
    expect(
      await createSessionSeal({ password: world.config.password, owner: 'ikcrm corp-50/13800000000' }).open(
        (await prisma().sealedSession.findFirstOrThrow()).sealed,
      ),
    ).toBeNull();
  });
});

describe('beside a release that keeps the token in the open', () => {
  test("its session is used while it may still run, so that neither ends the other one's again and again", async () => {
    const older = await logInAsOlderRelease(1);
    for (let times = 0; times < 3; times += 1) await call();
    expect(world.logins()).toBe(1);
    expect(await prisma().crmSession.findFirst()).toMatchObject({ token: older });
  });

  test('its session that was put over ours is used, and ours that it ended is not tried for ever', async () => {
    await call();
    await logInAsOlderRelease(0);
    for (let times = 0; times < 3; times += 1) await call();
    expect(world.logins()).toBe(2);
  });

  test('its dead session is taken away, and ours is not in the open', async () => {
    await logInAsOlderRelease(1);
    world.crm.endSession();
    expect(await call()).toBe('104');
    expect(await prisma().crmSession.count()).toBe(0);
    expect(world.logins()).toBe(2);
  });

  test('its session of long ago counts as none, and does not stay in the open', async () => {
    await logInAsOlderRelease(11);
    expect(await call()).toBe('104');
    expect(await prisma().crmSession.count()).toBe(0);
    expect(world.logins()).toBe(2);
  });
});

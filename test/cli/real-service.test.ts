import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type IkcrmSimulator, startIkcrmSimulator } from '../../lab/simulator/ikcrm/index.ts';
import { sampleOrder, sampleRegistration } from '../../src/domain/events/samples.ts';
import { command } from '../support/cli.ts';
import { type Bench, SECRET, startBench } from '../support/service.ts';

const TOKEN = 'the-token-of-ann';
const WHY = ['--reason', 'the role was mended'];

let ikcrm: IkcrmSimulator;
let bench: Bench;
beforeEach(async () => {
  ikcrm = await startIkcrmSimulator();
  bench = await startBench({ ikcrm, adminTokens: [{ name: 'ann', token: TOKEN }] });
});
afterEach(async () => {
  await bench.close();
  await ikcrm.close();
});

/** Runs a command against the bench, and expects it to end with the exit code. */
async function cli(line: string | readonly string[], code = 0) {
  const words = typeof line === 'string' ? line.split(' ') : line;
  const env = { TILLBRIDGE_URL: bench.service.url, ADMIN_TOKENS: `ann:${TOKEN}`, WEBHOOK_SECRETS: SECRET };
  const outcome = await command(words, { env, now: () => new Date(), pause: () => pause(20) });
  expect({ words, ...outcome }).toMatchObject({ words, code, ...(code === 0 ? { complaints: '' } : {}) });
  return outcome;
}

/** Registrations of several customers, one after another. */
async function register(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const customer = { user_id: `U${n}`, email: `u${n}@example.com` };
    ids.push((await bench.play('registrations', sampleRegistration({ customer }))).id);
  }
  return ids;
}

/** The next creates of a module are refused, and their events die. */
function forbid(module: string, times: number): void {
  bench.crm.faults.add({ match: { method: 'POST', module, times }, action: { kind: 'access-denied' } });
}

it('an order that died is found, looked at, planned, replayed, and then stands in links and audit', async () => {
  forbid('AOS_Invoices', 1);
  const { id } = await bench.play('orders', sampleOrder());
  const listed = await cli('events list --status dead --type order.paid --order-id OTR2020121600004');
  expect(listed.out).toMatch(new RegExp(`${id} .* dead +order\\.paid +experience .* permanent: invoice$`, 'm'));
  const shown = await cli(`events show ${id} --details`);
  expect(shown.out).toMatch(/error +permanent at "invoice": /);
  expect(shown.out).toMatch(/done +contact +Contacts/);
  expect(shown.out).toContain('"total_amount": "5754"');
  expect((await cli(`events plan ${id}`)).out).toMatch(/POST +AOS_Invoices +invoice/);
  expect((await cli(['events', 'replay', id, ...WHY])).out).toBe(`Event ${id} is in line again.`);
  expect(await bench.settled(id)).toMatchObject({ status: 'done' });
  expect((await cli(['events', 'discard', id, ...WHY], 1)).complaints).toMatch(/^409 .*is done/);
  const [invoice] = bench.crm.records('AOS_Invoices');
  const links = await cli('links list --kind order --local-id OTR2020121600004');
  expect(links.out).toMatch(new RegExp(`AOS_Invoices +order +OTR2020121600004 +${invoice?.id} +${id}`));
  expect((await cli('audit')).out).toMatch(new RegExp(`ann +event\\.replay +${id} +the role was mended`));
  expect(JSON.parse((await cli(`events show ${id} --json`)).out)).toMatchObject({ id, status: 'done', error: null });
});

it('a discarded event is given up, and an unknown one is not there', async () => {
  forbid('Leads', 1);
  const [id = ''] = await register(1);
  expect((await cli(['events', 'discard', id, ...WHY])).out).toBe(`Event ${id} is discarded for good.`);
  expect((await cli(['events', 'replay', 'nonsense', ...WHY], 1)).complaints).toMatch(/^404 /);
  expect((await cli('events list --limit 500', 1)).complaints).toContain(
    '/limit Must be a whole number from 1 to 200.',
  );
});

it('pages of events and of the audit follow each other', async () => {
  forbid('Leads', 3);
  const ids = await register(3);
  expect(JSON.parse((await cli('events list --all --limit 1 --json')).out)).toMatchObject({
    events: ids.toReversed().map((id) => ({ id })),
  });
  for (const id of ids) await cli(['events', 'discard', id, ...WHY]);
  const first = await cli('audit --limit 2');
  const [, cursor = ''] = /--cursor (\S+)$/.exec(first.out) ?? [];
  const second = await cli(['audit', '--limit', '2', '--cursor', cursor]);
  expect([first, second].flatMap(({ out }) => ids.filter((id) => out.includes(id)))).toEqual([ids[1], ids[2], ids[0]]);
});

it('many events are counted, replayed and watched to their end, and a bulk replay is cancelled', async () => {
  forbid('Leads', 3);
  const [first = ''] = await register(3);
  const start = ['replays', 'start', '--name', 'leads', ...WHY, '--status', 'dead', '--from', '1h'];
  const trial = await cli([...start, '--dry-run']);
  expect(trial.out).toMatch(new RegExp(`^3 events would be replayed\\. Among them:\\n.*\\n${first} `));
  forbid('Leads', 1);
  const [, id = ''] = /^Replay (\S+) of 3 events/.exec((await cli([...start, '--rate', '50'])).out) ?? [];
  const { out } = await cli(`replays show ${id} --watch`, 1);
  expect(out).toMatch(/leads, \w+, 2 of 3 done, 1 failed, 0 to go$/);

  const [, slow = ''] = /^Replay (\S+) of 1 events/.exec((await cli([...start, '--rate', '0.1'])).out) ?? [];
  expect((await cli(['replays', 'cancel', slow, ...WHY])).out).toBe(`Replay ${slow} is cancelled.`);
  expect((await cli(`replays show ${slow}`)).out).toMatch(/^leads, cancelled, \d of 1 done/);
});

it('links are imported from standard input, once and again, and stand in links and audit', async () => {
  const [order, other] = [randomUUID(), randomUUID()];
  const rows = ['business_unit,kind,local_id,crm_id', `experience,order,O1,${order}`, `experience,order,O1,${other}`];
  const env = { TILLBRIDGE_URL: bench.service.url, ADMIN_TOKENS: `ann:${TOKEN}` };
  const openInput = () => Readable.from([Buffer.from(rows.join('\n'))]);
  for (const sum of ['1 imported, 0 unchanged', '0 imported, 1 unchanged']) {
    const { code, out } = await command(['links', 'import', '-', '--reason', 'moved in'], { env, openInput });
    expect([code, out]).toEqual([1, expect.stringContaining(`${sum}, 1 in conflict, 0 missing:`)]);
    expect(out).toMatch(new RegExp(`3 +experience +order +O1 +${other} +stands for ${order}`));
  }
  expect((await cli('links list --kind order')).out).toMatch(new RegExp(`AOS_Invoices +order +O1 +${order}`));
  expect((await cli('audit')).out).toMatch(/ann +links\.import +links +moved in/);
});

it('a sample of every type is sent and carried out', async () => {
  for (const type of ['registration', 'order', 'refund', 'contract-products']) {
    const { event_id } = JSON.parse((await cli(`send ${type} --json`)).out);
    expect([type, await bench.settled(event_id)]).toMatchObject([type, { status: 'done', warnings: [] }]);
  }
});

import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, it } from 'vitest';
import { sampleOrder, sampleRegistration } from '../../src/domain/events/samples.ts';
import { command, event, startAdmin } from '../support/cli.ts';
import { SECRET, useBench } from '../support/service.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const TOKEN = 'the-token-of-ann';

const bench = useBench({ adminTokens: [{ name: 'ann', token: TOKEN }] });
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  env = {
    WEBHOOK_SECRETS: `${SECRET} whsec_${Buffer.alloc(32, 1).toString('base64')}`,
    TILLBRIDGE_URL: bench.service.url,
    ADMIN_TOKENS: `ann:${TOKEN}`,
  };
});

// The command's clock would be outside the window of the signature.
const send = (line: string | readonly string[], more = {}) => command(line, { env, now: () => new Date(), ...more });

/** Sends, and gives the event once it is settled. */
async function play(line: string) {
  const { code, out, complaints } = await send(`${line} --json`);
  expect([line, code, complaints]).toEqual([line, 0, '']);
  const { event_id: id } = JSON.parse(out);
  await bench.settled(id);
  return await bench.database.database.prisma.event.findUniqueOrThrow({ where: { id } });
}

it('each sample is of a customer, an order, a refund and a product of its own, and all are carried out', async () => {
  const before = bench.crm.records('AOS_Invoices').length;
  const events = [];
  for (const type of ['registration', 'order', 'refund', 'product', 'registration', 'order', 'refund', 'product']) {
    events.push(await play(`send ${type}`));
  }
  expect(events.map(({ status, warnings }) => [status, warnings])).toEqual(events.map(() => ['done', []]));
  const ids = events.flatMap(({ type, userId, orderId, refundId }) =>
    type === 'order.refunded' ? refundId : [userId, orderId],
  );
  const given = ids.filter((id) => id !== null);
  expect(new Set(given).size).toBe(given.length);
  expect(bench.crm.records('Leads')).toHaveLength(2);
  expect(bench.crm.records('AOS_Invoices')).toHaveLength(before + 4);
  expect(bench.crm.records('Contacts')).toHaveLength(2);
});

it('a refund or an update is of the sample order that was sent last, in its business unit, or of the one that is named', async () => {
  const first = await play('send order --order-id MINE-1');
  const last = await play('send order');
  // What a real shop sent is left alone.
  await bench.play(
    'orders',
    sampleOrder({ order_id: 'REAL-1', customer: { user_id: 'U9', email: 'nine@example.com' } }),
  );
  expect(await play('send order-update')).toMatchObject({ status: 'done', orderId: last.orderId, warnings: [] });
  expect(await play('send refund')).toMatchObject({ status: 'done', orderId: last.orderId });
  expect(await play('send refund --order-id MINE-1')).toMatchObject({ status: 'done', orderId: first.orderId });
});

it('an update of a customer is of the sample that registered last, or of the one that is named', async () => {
  const first = await play('send registration --user-id MINE-2');
  const last = await play('send registration');
  expect(await play('send customer-update')).toMatchObject({ status: 'done', userId: last.userId, warnings: [] });
  expect(await play('send customer-update --user-id MINE-2')).toMatchObject({
    status: 'done',
    userId: first.userId,
    warnings: [],
  });
});

it('without an admin token a refund must name its order', async () => {
  const { ADMIN_TOKENS: _, ...without } = env;
  expect(await send('send refund', { env: without })).toMatchObject({
    code: 2,
    complaints: expect.stringContaining('Which order? Name it with --order-id'),
  });
  expect((await send('send refund --order-id NONE-1', { env: without })).code).toBe(0);
});

it('where no sample order is known, a refund says so', async () => {
  const { env: elsewhere } = await startAdmin({
    body: { events: [event({ webhook_id: 'msg_of_the_shop', type: 'order.paid' })], next_cursor: null },
  });
  expect(await send('send refund', { env: { ...env, ...elsewhere, TILLBRIDGE_URL: undefined } })).toMatchObject({
    code: 1,
    complaints: expect.stringContaining('send order first, or name an order with --order-id'),
  });
});

it('a registration and an order of one --user-id are of one customer', async () => {
  const registered = await play('send registration --user-id Ann');
  const paid = await play('send order --user-id Ann');
  expect([registered.userId, paid.userId]).toEqual(['Ann', 'Ann']);
  const link = bench.crm
    .emailLinks()
    .find(({ email, beanModule }) => beanModule === 'Leads' && email.address === 'ann@example.com');
  const lead = bench.crm.records('Leads').find(({ id }) => id === link?.beanId);
  expect(lead?.values).toMatchObject({ status: 'Converted' });
});

it.each([
  ['send refund --user-id U1', 'A refund takes no --user-id'],
  ['send registration --order-id O1', 'A registration takes no --order-id'],
  ['send product --order-id O1', 'A product takes no --order-id'],
  ['send contract-products --order-id O1', 'A contract-products takes no --order-id'],
  ['send order --order-id O1 --file body.json', '--order-id changes the sample: leave it out with --file'],
  ['send constructor', '<type> must be one of'],
])('%s is refused', async (line, complaint) => {
  expect(await send(line)).toMatchObject({ code: 2, out: '', complaints: expect.stringContaining(complaint) });
});

// cmd quotes in another way.
it.skipIf(process.platform === 'win32')(
  '--print sends nothing; a shell gives curl exactly what would have been sent',
  async () => {
    const count = () => bench.database.database.prisma.event.count();
    const before = await count();
    const customer = { user_id: 'U7', email: 'seven@example.com', first_name: `it's "ours" $HOME \\n` };
    const text = JSON.stringify(sampleRegistration({ customer }), null, 2);
    const file = path.join(await temporaryFolder(), 'body.json');
    await writeFile(file, text);
    const printed = await send(['send', 'registration', '--print', '--file', file]);
    expect(await count()).toBe(before);

    const shell = `curl() { printf '%s\\0' "$@"; }\n${printed.out}`;
    const { stdout } = await promisify(execFile)('sh', ['-c', shell]);
    const words = stdout.split('\0');
    expect(words.slice(0, 4)).toEqual(['-sS', '-X', 'POST', `${bench.service.url}/webhooks/registrations`]);
    expect(words[words.indexOf('--data-raw') + 1]).toBe(text);
    const headers = words.filter((_, index) => words[index - 1] === '-H').map((header) => header.split(': '));
    const answer = await fetch(words[3] ?? '', { method: 'POST', headers: Object.fromEntries(headers), body: text });
    expect(await answer.json()).toMatchObject({ status: 'accepted' });
  },
);

it('--print --json prints the request in its parts', async () => {
  const { url, ...request } = JSON.parse((await send('send order --print --json')).out);
  const answer = await fetch(url, request);
  expect(await answer.json()).toMatchObject({ status: 'accepted' });
});

it('the same --id again is a redelivery', async () => {
  const first = await send('send registration --id msg_twice');
  const second = await send('send registration --id msg_twice');
  expect(first.out).toMatch(/^accepted: event /);
  expect(second.out).toBe(first.out.replace('accepted', 'duplicate'));
});

it('sends the body of a file or of standard input', async () => {
  const body = JSON.stringify(sampleRegistration({ customer: { user_id: 'U2', email: 'two@example.com' } }));
  const file = path.join(await temporaryFolder(), 'body.json');
  await writeFile(file, body);
  expect((await send(['send', 'registration', '--file', file])).code).toBe(0);
  expect((await send('send registration --file -', { readInput: async () => body })).code).toBe(0);
  expect((await send(['send', 'registration', '--file', `${file}.not`])).complaints).toContain(
    'cannot be read: ENOENT',
  );
});

it('what the service refuses ends with 1 and names the faults', async () => {
  const { code, out, complaints } = await send('send registration --business-unit nowhere');
  expect([code, out]).toEqual([1, '']);
  expect(complaints).toMatch(/^422 [\s\S]*\/data\/business_unit There is no business unit "nowhere"/);
});

it('a wrong secret and a service that is away end with 1', async () => {
  const other = { ...env, WEBHOOK_SECRETS: `whsec_${Buffer.alloc(32, 9).toString('base64')}` };
  expect(await send('send order', { env: other })).toMatchObject({
    code: 1,
    complaints: expect.stringMatching(/^401 /),
  });
  expect(await send('send order --url http://127.0.0.1:9')).toMatchObject({
    code: 1,
    complaints: expect.stringContaining('cannot be reached'),
  });
});

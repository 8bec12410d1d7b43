import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sampleRegistration } from '../../src/simulator/sample-events.ts';
import { type Bench, SECRET, startBench } from '../support/service.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { command } from './support.ts';

let bench: Bench;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  bench = await startBench();
  env = {
    WEBHOOK_SECRETS: `${SECRET} whsec_${Buffer.alloc(32, 1).toString('base64')}`,
    TILLBRIDGE_URL: bench.service.url,
  };
});
afterAll(() => bench.close());

// The command's clock would be outside the window of the signature.
const send = (line: string | readonly string[], more = {}) => command(line, { env, now: () => new Date(), ...more });

it('sends a signed sample of each type, which the service carries out', async () => {
  for (const type of ['registration', 'order', 'refund']) {
    const { code, out } = await send(`send ${type} --json`);
    expect(code).toBe(0);
    const { event_id } = JSON.parse(out);
    expect(await bench.settled(event_id)).toMatchObject({ status: 'done', warnings: [] });
  }
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

import { expect, it } from 'vitest';
import { createStorefront } from '../../lab/storefront.ts';
import { sampleOrder, sampleRefund, sampleRegistration } from '../../src/domain/events/samples.ts';
import { type Route, signatureHeaders } from '../../src/webhooks/sign-request.ts';
import { type ProcessBench, startProcessBench } from '../support/process-bench.ts';
import { ADMIN_TOKEN, CLIENT_SECRET, type ServiceProcess } from '../support/process-service.ts';
import { SECRET } from '../support/service.ts';
import { waitFor } from '../support/wait-for.ts';

/** Everything of the samples that tells who somebody is, how they are reached, or where they live. */
const PERSONAL = [
  'iam.robot4@example.com',
  'iam.robot4',
  'Robot4',
  '汪東城',
  '88888888',
  '912345678',
  '77777777',
  'No. 1',
  'Sec. 1',
  'Floor 2',
] as const;

/** Values of the sample registration, as SuiteCRM is sent them. */
const QUOTED = ['iam.robot4@example.com', 'Robot4', '汪東城', '+886 912345678', 'No. 1, Sec. 1'];

const LOGIN = { SUITECRM_USERNAME: 'till-operator', SUITECRM_PASSWORD: 'battery-staple-horse' };

/** What a run has said: its log, and its answers to what it refused. */
interface Said {
  readonly log: string;
  readonly refusals: string;
}

it.concurrent('a day at LOG_LEVEL=trace, with failures of every kind, says nothing personal and nothing secret', async () => {
  await using bench = await startProcessBench();
  const service = await bench.start({ LOG_LEVEL: 'trace', MAX_ATTEMPTS: '3', ADMIN_TOKENS: `alice:${ADMIN_TOKEN}` });
  const said = await playDay(bench, service);
  expectDiscretion(said, bench);
});

it.concurrent('a refused login says nothing of the user and the password, which SuiteCRM repeats in its answer', async () => {
  await using bench = await startProcessBench();
  const service = await bench.start({ LOG_LEVEL: 'trace', MAX_ATTEMPTS: '2', ...LOGIN });
  await service.shop.send('registrations', sampleRegistration());
  await waitFor('the refusal is in the log', () => service.output().includes('refused the credentials'));
  const [event] = await bench.events();
  await service.terminate();
  for (const text of [service.output(), event?.errorMessage ?? ''])
    expect(Object.values(LOGIN).filter((secret) => text.includes(secret))).toEqual([]);
});

/** A registration, an order, a refund, an order that the CRM quotes when it refuses it, and webhooks of every refused kind. */
async function playDay(bench: ProcessBench, service: ServiceProcess): Promise<Said> {
  const { shop } = service;
  const refusals: unknown[] = [];
  const refuse = async (status: number, sending: Promise<{ readonly status: number; readonly body: unknown }>) => {
    const answer = await sending;
    expect(answer.status).toBe(status);
    refusals.push(answer.body);
  };
  await shop.send('registrations', sampleRegistration(), { id: 'msg_known' });
  await shop.send('orders', sampleOrder());
  await shop.send('refunds', sampleRefund());
  await bench.allDone();

  for (const status of [400, 500])
    bench.crm.faults.add({
      match: { method: 'POST', module: 'Leads' },
      action: {
        kind: 'answer',
        commit: false,
        status,
        body: JSON.stringify({ errors: { status, title: null, detail: `Lead ${QUOTED.join(', ')} cannot be saved` } }),
        headers: { 'Content-Type': 'application/json' },
      },
    });
  await shop.send('registrations', sampleRegistration({ customer: { user_id: 'U2', email: 'two@example.com' } }));
  await shop.send('registrations', sampleRegistration({ customer: { user_id: 'U3', email: 'three@example.com' } }));
  await shop.send('orders', sampleOrder({ order_id: 'OTR2', currency: 'XAU', totals: undefined }));
  await waitFor('all are settled', async () =>
    (await bench.events()).every(({ status }) => status === 'done' || status === 'dead'),
  );
  const dead = (await bench.events()).filter(({ status }) => status === 'dead');
  expect(dead.length).toBeGreaterThan(1);

  const stranger = createStorefront({ url: service.url, secret: `whsec_${Buffer.alloc(32).toString('base64')}` });
  await refuse(401, stranger.send('registrations', sampleRegistration()));
  await refuse(409, shop.send('registrations', sampleRegistration({ user_id: 'U9' }), { id: 'msg_known' }));
  const faulty = { user_id: ['U3'], email: 'Robot4 <iam.robot4@example.com\n', phones: { home: ['88888888'] } };
  await refuse(422, shop.send('registrations', sampleRegistration({ customer: faulty })));
  await refuse(400, shop.send('registrations', '{"data":{"email":"iam.robot4@example.com",}}'));
  await refuse(404, post(service, 'registrations/iam.robot4@example.com?name=Robot4', 'iam.robot4@example.com'));
  return { log: service.output(), refusals: JSON.stringify(refusals) };
}

async function post(service: ServiceProcess, route: Route | string, body: string) {
  const headers = signatureHeaders(SECRET, 'msg_elsewhere', new Date(), body);
  const answer = await fetch(`${service.url}/webhooks/${route}`, { method: 'POST', headers, body });
  return { status: answer.status, body: await answer.text() };
}

function expectDiscretion({ log, refusals }: Said, { database }: ProcessBench): void {
  const { password } = new URL(database.url);
  const secrets = [CLIENT_SECRET, SECRET, SECRET.replace('whsec_', ''), ADMIN_TOKEN, password];
  for (const text of [log, refusals]) {
    expect([...PERSONAL, ...secrets].filter((word) => text.includes(word))).toEqual([]);
    // The CRM's access tokens are JWTs; the signatures of webhooks start with their version.
    expect(text).not.toMatch(/eyJ[\w-]+\.|Bearer|v1,[\w+/]/);
  }
}

import { readFile } from 'node:fs/promises';
import Type from 'typebox';
import Value from 'typebox/value';
import { Environment } from '../../config/environment.ts';
import { readWebhookKeys } from '../../config/webhook-keys.ts';
import { reasonOf } from '../../database/errors.ts';
import {
  type Overrides,
  sampleContractProducts,
  sampleOrder,
  sampleRefund,
  sampleRegistration,
} from '../../simulator/sample-events.ts';
import { createStorefront, type Route } from '../../simulator/storefront.ts';
import { refusal, unreachable } from '../api/ask.ts';
import { serviceUrl } from '../api/connection.ts';
import { type Call, CONNECTION_OPTIONS, type Command } from '../command.ts';
import { CommandFailed, WrongUsage } from '../errors.ts';
import { write } from '../output/write.ts';

/** What can be sent, by the name that the command takes. */
const SAMPLES: Readonly<Record<string, { readonly route: Route; readonly body: (overrides: Overrides) => object }>> = {
  registration: { route: 'registrations', body: sampleRegistration },
  order: { route: 'orders', body: sampleOrder },
  refund: { route: 'refunds', body: sampleRefund },
  'contract-products': { route: 'contract-products', body: sampleContractProducts },
};
const TYPES = Object.keys(SAMPLES).join(', ');

const Accepted = Type.Object({ event_id: Type.String(), status: Type.String() });

export const send: Command = {
  name: 'send',
  summary: `Sends a signed webhook to the running service, as a shop does: ${TYPES}`,
  arguments: ['type'],
  options: [
    { name: 'id', value: 'ID', text: 'its webhook-id; the same one again is a redelivery (a new one)' },
    { name: 'file', value: 'PATH', text: 'the body to send, - for standard input (a sample)' },
    { name: 'business-unit', value: 'NAME', text: 'of the sample (experience; for contract-products wholesale)' },
    ...CONNECTION_OPTIONS.filter(({ name }) => name === 'url'),
  ],
  notes: ['It is signed with the first of WEBHOOK_SECRETS.'],
  async run(call) {
    const type = call.argument('type');
    const sample = SAMPLES[type];
    if (sample === undefined) throw new WrongUsage(`<type> must be one of ${TYPES}, not "${type}"`);
    const body = await readBody(call, sample.body);
    const answer = await post(call, sample.route, body);
    if (!Value.Check(Accepted, answer)) {
      throw new CommandFailed(`${serviceUrl(call)} took it, but does not answer as tillbridge does`);
    }
    write(call, JSON.stringify(answer), () => `${answer.status}: event ${answer.event_id}`);
    return 0;
  },
};

async function readBody(call: Call, sample: (overrides: Overrides) => object): Promise<string> {
  const file = call.text('file');
  const unit = call.text('business-unit');
  if (file === undefined) return JSON.stringify(sample(unit === undefined ? {} : { business_unit: unit }));
  if (unit !== undefined) throw new WrongUsage('--business-unit changes the sample: leave it out with --file');
  if (file === '-') return await call.terminal.readInput();
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CommandFailed(`${file} cannot be read: ${reasonOf(error)}`, { cause: error });
  }
}

async function post(call: Call, route: Route, body: string): Promise<unknown> {
  const url = serviceUrl(call);
  const seen: { answer: { readonly status: number; readonly text: string } | null } = { answer: null };
  const shop = createStorefront({
    url,
    secret: firstSecret(call),
    now: call.terminal.now,
    // Kept as text, since a proxy may answer with anything.
    fetch: async (input, init) => {
      const answer = await fetch(input, { ...init, redirect: 'manual' });
      seen.answer = { status: answer.status, text: await answer.clone().text() };
      return answer;
    },
  });
  const id = call.text('id');
  try {
    const answer = await shop.send(route, body, id === undefined ? {} : { id });
    if (answer.status >= 200 && answer.status < 300) return answer.body;
  } catch (error) {
    if (seen.answer === null) throw unreachable(url, error);
  }
  throw refusal(seen.answer?.status ?? 0, seen.answer?.text ?? '', new URL(`${url}/webhooks/${route}`));
}

function firstSecret({ terminal }: Call): string {
  const environment = new Environment(terminal.env);
  readWebhookKeys(environment);
  const [problem] = environment.problems;
  if (problem !== undefined) throw new WrongUsage(problem);
  return environment.text('WEBHOOK_SECRETS', '').split(/\s+/)[0] ?? '';
}

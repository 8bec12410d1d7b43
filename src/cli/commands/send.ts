import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import Type from 'typebox';
import Value from 'typebox/value';
import { readEnvironment } from '../../config/environment.ts';
import { readWebhookKeys } from '../../config/webhook-keys.ts';
import { reasonOf } from '../../database/errors.ts';
import { type SignedRequest, signRequest } from '../../webhooks/sign-request.ts';
import { ANSWER_TIMEOUT_MS, parse, refusedBy, unreachable } from '../api/ask.ts';
import { refuseWrong, serviceUrl } from '../api/connection.ts';
import { CONNECTION_OPTIONS, type Command, type CommandCall } from '../command.ts';
import { CommandFailed, WrongUsage } from '../errors.ts';
import { curlCommand } from '../output/curl.ts';
import { write } from '../output/write.ts';
import { lastSampleOrder, SAMPLE_ID } from './last-sample-order.ts';
import { SAMPLES, type Sample } from './samples.ts';

const TYPES = Object.keys(SAMPLES).join(', ');
const MARK = 8;
/** Options that say what a sample is of. */
const OF_SAMPLES = ['business-unit', 'user-id', 'order-id'] as const;

const Accepted = Type.Object({ event_id: Type.String(), status: Type.String() });

export const send: Command = {
  name: 'send',
  summary: `Sends a signed webhook to the running service, as a shop does: ${TYPES}`,
  arguments: ['type'],
  options: [
    { name: 'order-id', value: 'ID', text: 'order: its id (a new one); refund: of which order (the last sample)' },
    { name: 'user-id', value: 'ID', text: 'registration, order: of this customer (a new one)' },
    { name: 'business-unit', value: 'NAME', text: 'of the sample (experience; for contract-products wholesale)' },
    { name: 'file', value: 'PATH', text: 'the body to send, - for standard input (a sample)' },
    {
      name: 'id',
      value: 'ID',
      text: 'its webhook-id; the same one again is a redelivery of the same sample (a new one)',
    },
    { name: 'print', value: null, text: 'send nothing, print the signed request as a curl command' },
    ...CONNECTION_OPTIONS,
  ],
  notes: [
    'Every sample is of a customer, an order, a refund or a batch that was not there before. A refund gives back one of the two',
    'items of an order: of the one that --order-id names, else of the sample that the service took last, for which it is asked',
    'with an admin token.',
    'It is signed with the first of WEBHOOK_SECRETS, at this moment: what --print prints is good for 5 minutes. With --json it',
    'prints method, url, headers and body.',
  ],
  async run(call) {
    const type = call.argument('type');
    const sample = Object.hasOwn(SAMPLES, type) ? SAMPLES[type] : undefined;
    if (sample === undefined) throw new WrongUsage(`<type> must be one of ${TYPES}, not "${type}"`);
    const secret = firstSecret(call);
    const body = await readBody(call, type, sample);
    const { terminal } = call;
    const id = call.text('id') ?? `${call.text('file') === undefined ? SAMPLE_ID : 'msg_'}${terminal.newId()}`;
    const request = signRequest({ url: serviceUrl(call), secret }, sample.route, body, {
      id,
      timestamp: terminal.now(),
    });
    if (call.flag('print')) {
      write(call, JSON.stringify(request, null, 2), () => curlCommand(request));
      return 0;
    }
    const answer = await post(request);
    if (!Value.Check(Accepted, answer)) {
      throw new CommandFailed(`${serviceUrl(call)} took it, but does not answer as tillbridge does`);
    }
    write(call, JSON.stringify(answer), () => `${answer.status}: event ${answer.event_id}`);
    return 0;
  },
};

async function readBody(call: CommandCall, type: string, sample: Sample): Promise<string> {
  const file = call.text('file');
  const given = OF_SAMPLES.filter((name) => call.text(name) !== undefined);
  if (file === undefined) {
    for (const name of given) {
      if (name !== 'business-unit' && !sample.takes.includes(name))
        throw new WrongUsage(`A ${type} takes no --${name}`);
    }
    return JSON.stringify(await freshBody(call, type, sample));
  }
  if (given[0] !== undefined) throw new WrongUsage(`--${given[0]} changes the sample: leave it out with --file`);
  if (file === '-') return await call.terminal.readInput();
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CommandFailed(`${file} cannot be read: ${reasonOf(error)}`, { cause: error });
  }
}

async function freshBody(call: CommandCall, type: string, sample: Sample): Promise<object> {
  const { now, newId } = call.terminal;
  const id = call.text('id');
  const wishes = {
    // What is delivered again must be the same to the last byte.
    mark: id === undefined ? newId().slice(0, MARK) : createHash('sha256').update(id).digest('hex').slice(0, MARK),
    at: id === undefined ? now() : null,
    businessUnit: call.text('business-unit'),
    userId: call.text('user-id'),
    orderId: call.text('order-id'),
  };
  if (type !== 'refund' || wishes.orderId !== undefined) return sample.body(wishes);
  return sample.body({ ...wishes, ...(await lastSampleOrder(call)) });
}

async function post({ url, method, headers, body }: SignedRequest): Promise<unknown> {
  let answer: { readonly status: number; readonly text: string };
  try {
    const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
    const response = await fetch(url, { method, headers, body, redirect: 'manual', signal });
    // Kept as text, since a proxy may answer with anything.
    answer = { status: response.status, text: await response.text() };
  } catch (error) {
    throw unreachable(new URL(url).origin, error);
  }
  if (answer.status >= 200 && answer.status < 300) return parse(answer.text);
  throw refusedBy(answer.status, answer.text, new URL(url));
}

function firstSecret({ terminal }: CommandCall): string {
  const environment = readEnvironment(terminal.env);
  readWebhookKeys(environment);
  refuseWrong(environment, 'WEBHOOK_SECRETS');
  return environment.values.WEBHOOK_SECRETS?.split(/\s+/)[0] ?? '';
}

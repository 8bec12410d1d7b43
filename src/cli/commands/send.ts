import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Argument, Option } from 'commander';
import Type from 'typebox';
import Value from 'typebox/value';
import { readEnvironment } from '../../config/environment.ts';
import { readWebhookKeys } from '../../config/webhook-keys.ts';
import { reasonOf } from '../../database/errors.ts';
import { type SignedRequest, signRequest } from '../../webhooks/sign-request.ts';
import { ANSWER_TIMEOUT_MS, parseAnswer, refusedWith, unreachable } from '../api/ask.ts';
import { refuseWrong, serviceUrl } from '../api/connection.ts';
import type { CliCommand } from '../command.ts';
import { CommandFailed, WrongUsage } from '../errors.ts';
import { CONNECTION_OPTIONS, type Invocation, valueOption } from '../invocation.ts';
import { write } from '../output/screen.ts';
import type { ExitCode } from '../terminal.ts';
import { lastSample, SAMPLE_ID, SAMPLES, type Sample } from './samples.ts';

const TYPES = Object.keys(SAMPLES);
const MARK = 8;
/** Options that say what a sample is of. */
const OF_SAMPLES = ['business-unit', 'user-id', 'order-id'] as const;
const NOTES = `
Every sample is of a customer, an order, a refund, a product or a batch that was not there before. A refund gives back one of
the two items of an order, and an order-update gives it another address: the order that --order-id names, else the sample that
the service took last, for which it is asked with an admin token. A customer-update is of the customer that --user-id names,
else of the sample registered last.
It is signed with the first of WEBHOOK_SECRETS, at this moment: what --print prints is good for 5 minutes. With --json it
prints method, url, headers and body.`;

const Accepted = Type.Object({ event_id: Type.String(), status: Type.String() });

/** `send`: what a shop does. */
export function addSendCommand(program: CliCommand): void {
  program
    .command('send')
    .description(`Sends a signed webhook to the running service, as a shop does: ${TYPES.join(', ')}`)
    .addArgument(new Argument('<type>').choices(TYPES))
    .takes(
      valueOption(
        'order-id',
        'ID',
        'order: its id (a new one); refund, order-update: of which order (the last sample)',
      ),
      valueOption(
        'user-id',
        'ID',
        'registration, order: of this customer (a new one); customer-update: of which (the last sample)',
      ),
      valueOption('business-unit', 'NAME', 'of the sample (experience; for contract-products wholesale)'),
      valueOption('file', 'PATH', 'the body to send, - for standard input (a sample)'),
      valueOption('id', 'ID', 'its webhook-id; the same one again is a redelivery of the same sample (a new one)'),
      new Option('--print', 'send nothing, print the signed request as a curl command'),
      ...CONNECTION_OPTIONS,
    )
    .addHelpText('after', NOTES)
    .carriedOutBy(sendWebhook);
}

async function sendWebhook(invocation: Invocation): Promise<ExitCode> {
  const type = invocation.argument('type');
  const sample = Object.hasOwn(SAMPLES, type) ? SAMPLES[type] : undefined;
  if (sample === undefined) throw new WrongUsage(`<type> must be one of ${TYPES}, not "${type}"`);
  const secret = firstSecret(invocation);
  const body = await readBody(invocation, type, sample);
  const { terminal } = invocation;
  const id =
    invocation.text('id') ?? `${invocation.text('file') === undefined ? SAMPLE_ID : 'msg_'}${terminal.newId()}`;
  const request = signRequest({ url: serviceUrl(invocation), secret }, sample.route, body, {
    id,
    timestamp: terminal.now(),
  });
  if (invocation.flag('print')) {
    write(invocation, JSON.stringify(request, null, 2), () => curlCommand(request));
    return 0;
  }
  const answer = await post(request);
  if (!Value.Check(Accepted, answer)) {
    throw new CommandFailed(`${serviceUrl(invocation)} took it, but does not answer as tillbridge does`);
  }
  write(invocation, JSON.stringify(answer), () => `${answer.status}: event ${answer.event_id}`);
  return 0;
}

async function readBody(invocation: Invocation, type: string, sample: Sample): Promise<string> {
  const file = invocation.text('file');
  const given = OF_SAMPLES.filter((name) => invocation.text(name) !== undefined);
  if (file === undefined) {
    for (const name of given) {
      if (name !== 'business-unit' && !sample.takes.includes(name))
        throw new WrongUsage(`A ${type} takes no --${name}`);
    }
    return JSON.stringify(await freshBody(invocation, sample));
  }
  if (given[0] !== undefined) throw new WrongUsage(`--${given[0]} changes the sample: leave it out with --file`);
  if (file === '-') return await invocation.terminal.readInput();
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CommandFailed(`${file} cannot be read: ${reasonOf(error)}`, { cause: error });
  }
}

async function freshBody(invocation: Invocation, sample: Sample): Promise<object> {
  const { now, newId } = invocation.terminal;
  const id = invocation.text('id');
  const wishes = {
    // What is delivered again must be the same to the last byte.
    mark: id === undefined ? newId().slice(0, MARK) : createHash('sha256').update(id).digest('hex').slice(0, MARK),
    at: id === undefined ? now() : null,
    businessUnit: invocation.text('business-unit'),
    userId: invocation.text('user-id'),
    orderId: invocation.text('order-id'),
  };
  const { tellsOf } = sample;
  const named = tellsOf === 'order' ? wishes.orderId : wishes.userId;
  if (tellsOf === undefined || named !== undefined) return sample.body(wishes);
  return sample.body({ ...wishes, ...(await lastSample(invocation, tellsOf)) });
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
  if (answer.status >= 200 && answer.status < 300) return parseAnswer(answer.text);
  throw refusedWith(answer.status, answer.text, new URL(url));
}

function firstSecret({ terminal }: Invocation): string {
  const environment = readEnvironment(terminal.env);
  readWebhookKeys(environment);
  refuseWrong(environment, 'WEBHOOK_SECRETS');
  return environment.values.WEBHOOK_SECRETS?.split(/\s+/)[0] ?? '';
}

/** A request as a command for a POSIX shell that sends exactly its bytes. */
function curlCommand({ method, url, headers, body }: SignedRequest): string {
  return [
    `curl -sS -X ${method} ${quoted(url)}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    // Unlike --data, it takes no @ for the name of a file.
    `--data-raw ${quoted(body)}`,
  ].join(' \\\n  ');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

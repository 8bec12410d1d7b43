import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Argument, Option } from 'commander';
import Type from 'typebox';
import Value from 'typebox/value';
import { readEnvironment } from '../../config/environment.ts';
import { readWebhookKeys } from '../../config/webhook-keys.ts';
import { reasonOf } from '../../database/errors.ts';
import { PLATFORMS } from '../../shops/platforms.ts';
import { type SignedRequest, signRequest } from '../../webhooks/sign-request.ts';
import { refuseWrong, webhooksUrl } from '../api/connection.ts';
import type { CliCommand } from '../command.ts';
import { CommandFailed, WrongUsage } from '../errors.ts';
import { ADMIN_URL_OPTION, type Invocation, TOKEN_OPTION, valueOption, WEBHOOKS_URL_OPTION } from '../invocation.ts';
import { write } from '../output/screen.ts';
import type { ExitCode } from '../terminal.ts';
import { isPlatform, signedDelivery, topicsOf } from './deliveries.ts';
import { lastSample, SAMPLE_ID, SAMPLES, type Sample } from './samples.ts';
import { curlCommand, post } from './signed-request.ts';

const TYPES = [...Object.keys(SAMPLES), ...Object.keys(PLATFORMS)];
const MARK = 8;
/** Options that say what a sample is of. */
const OF_SAMPLES = ['business-unit', 'user-id', 'order-id'] as const;
/** Those of connected shops alone. */
const OF_SHOPS = ['shop', 'topic'] as const;
const NOTES = `
Every sample is of a customer, an order, a refund, a product or a batch that was not there before. A refund gives back one of
the two items of an order, and an order-update gives it another address: the order that --order-id names, else the sample that
the service took last, for which it is asked with an admin token. A customer-update is of the customer that --user-id names,
else of the sample registered last.
It is signed with the first of WEBHOOK_SECRETS, at this moment: what --print prints is good for 5 minutes. With --json it
prints method, url, headers and body.

shopify and woocommerce post as these platforms do, for a shop of SHOPS_FILE and signed with the first of its secrets: an order of
three things with a discount, tax and shipping, that comes to 2940. --order-id and --user-id are whole numbers then. A refund
(shopify: --topic refunds/create) gives back one thing of the order that is named, else of the last sample; woocommerce has none,
since the lines of a refund are asked for at the shop's own API. With the same --id, the same delivery is repeated.`;

const Accepted = Type.Union([
  Type.Object({ event_id: Type.String(), status: Type.String() }),
  Type.Object({ status: Type.Literal('ignored'), reason: Type.String() }),
]);

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
      valueOption('shop', 'NAME', 'shopify, woocommerce: for this shop (the first of the platform in SHOPS_FILE)'),
      valueOption(
        'topic',
        'TOPIC',
        `shopify: ${topicsOf('shopify')}; woocommerce: ${topicsOf('woocommerce')} (the first of them)`,
      ),
      valueOption('file', 'PATH', 'the body to send, - for standard input (a sample)'),
      valueOption('id', 'ID', 'its webhook-id; the same one again is a redelivery of the same sample (a new one)'),
      new Option('--print', 'send nothing, print the signed request as a curl command'),
      WEBHOOKS_URL_OPTION,
      ADMIN_URL_OPTION,
      TOKEN_OPTION,
    )
    .addHelpText('after', NOTES)
    .carriedOutBy(sendWebhook);
}

async function sendWebhook(invocation: Invocation): Promise<ExitCode> {
  const type = invocation.argument('type');
  const request = isPlatform(type)
    ? await signedDelivery(invocation, type, await fileBody(invocation))
    : await signedWebhook(invocation, type);
  if (invocation.flag('print')) {
    write(invocation, JSON.stringify(request, null, 2), () => curlCommand(request));
    return 0;
  }
  const answer = await post(request);
  if (!Value.Check(Accepted, answer)) {
    throw new CommandFailed(`${webhooksUrl(invocation)} took it, but does not answer as tillbridge does`);
  }
  const what = 'reason' in answer ? answer.reason : `event ${answer.event_id}`;
  write(invocation, JSON.stringify(answer), () => `${answer.status}: ${what}`);
  return 0;
}

async function signedWebhook(invocation: Invocation, type: string): Promise<SignedRequest> {
  const sample = Object.hasOwn(SAMPLES, type) ? SAMPLES[type] : undefined;
  if (sample === undefined) throw new WrongUsage(`<type> must be one of ${TYPES}, not "${type}"`);
  for (const name of OF_SHOPS) {
    if (invocation.text(name) !== undefined)
      throw new WrongUsage(`--${name} is of ${Object.keys(PLATFORMS).join(', ')} alone`);
  }
  const secret = firstSecret(invocation);
  const body = (await fileBody(invocation)) ?? (await sampleBody(invocation, type, sample));
  const { terminal } = invocation;
  const id =
    invocation.text('id') ?? `${invocation.text('file') === undefined ? SAMPLE_ID : 'msg_'}${terminal.newId()}`;
  const sender = { url: webhooksUrl(invocation), secret };
  return signRequest(sender, sample.route, body, { id, timestamp: terminal.now() });
}

/** The body that --file names; null where a sample is to be sent. */
async function fileBody(invocation: Invocation): Promise<string | null> {
  const file = invocation.text('file');
  if (file === undefined) return null;
  const given = OF_SAMPLES.find((name) => invocation.text(name) !== undefined);
  if (given !== undefined) throw new WrongUsage(`--${given} changes the sample: leave it out with --file`);
  if (file === '-') return await invocation.terminal.readInput();
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CommandFailed(`${file} cannot be read: ${reasonOf(error)}`, { cause: error });
  }
}

async function sampleBody(invocation: Invocation, type: string, sample: Sample): Promise<string> {
  for (const name of OF_SAMPLES) {
    if (name === 'business-unit' || sample.takes.includes(name) || invocation.text(name) === undefined) continue;
    throw new WrongUsage(`A ${type} takes no --${name}`);
  }
  return JSON.stringify(await freshBody(invocation, sample));
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

function firstSecret({ terminal }: Invocation): string {
  const environment = readEnvironment(terminal.env);
  readWebhookKeys(environment);
  refuseWrong(environment, 'WEBHOOK_SECRETS');
  return environment.values.WEBHOOK_SECRETS?.split(/\s+/)[0] ?? '';
}

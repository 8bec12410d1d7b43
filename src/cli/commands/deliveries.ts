import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readBusinessUnits } from '../../config/business-units.ts';
import { type Environment, readEnvironment } from '../../config/environment.ts';
import { readShops } from '../../config/shops.ts';
import { PLATFORMS } from '../../shops/platforms.ts';
import { type DeliverySample, isSampleId, SAMPLE_IDS, sampleId } from '../../shops/sample.ts';
import type { PlatformName, Shop } from '../../shops/shop.ts';
import type { SignedRequest } from '../../webhooks/sign-request.ts';
import { EventPage } from '../api/answers.ts';
import { ask } from '../api/ask.ts';
import { refuseWrong, webhooksUrl } from '../api/connection.ts';
import { CommandFailed, WrongUsage } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { LOOKED_AT, mustHaveToken, SAMPLE_ID } from './samples.ts';

const MARK = 12;
/** When a sample happens that is sent under an id of the caller's: it must be the same to the last byte each time. */
const THEN = new Date('2026-01-05T02:00:00Z');

/** Whether something is sent as a platform does. */
export function isPlatform(type: string): type is PlatformName {
  return Object.hasOwn(PLATFORMS, type);
}

/** What `--topic` may say, for the help. */
export function topicsOf(platform: PlatformName): string {
  return PLATFORMS[platform].samples.map(({ topic }) => topic).join(', ');
}

/** The delivery that an invocation asks for, signed as its platform does. `file`: its body; null = a sample. */
export async function signedDelivery(
  invocation: Invocation,
  platform: PlatformName,
  file: string | null,
): Promise<SignedRequest> {
  if (invocation.text('business-unit') !== undefined)
    throw new WrongUsage('A connected shop has its business unit in SHOPS_FILE: leave --business-unit out');
  const { newId, now } = invocation.terminal;
  const environment = readEnvironment(invocation.terminal.env);
  const shop = shopOf(invocation, platform, environment);
  const [secret] = shop.secrets;
  if (secret === undefined) throw new WrongUsage(`Shop ${shop.name} has no secret in SHOPS_FILE`);
  const topic = topicOf(invocation, platform, file !== null);
  const body = file ?? JSON.stringify(await sampleBody(invocation, shop, topic, environment));
  const eventId = invocation.text('id') ?? `${SAMPLE_ID}${newId()}`;
  if (!/^[\x21-\x7e]{1,200}$/.test(eventId)) throw new WrongUsage('--id must be of 1 to 200 visible ASCII characters');
  const delivery = { shop: shop.name, topic, body, eventId, deliveryId: newId(), sentAt: now() };
  const headers = PLATFORMS[platform].sign(delivery, secret);
  return { method: 'POST', url: `${webhooksUrl(invocation)}/webhooks/shops/${shop.name}`, headers, body };
}

/** The shop that is named, else the first of its platform. What is wrong with others is not this command's business. */
function shopOf(invocation: Invocation, platform: PlatformName, environment: Environment): Shop {
  const { values, problems } = environment;
  for (const name of ['BUSINESS_UNITS_FILE', 'SHOPS_FILE'] as const) refuseWrong(environment, name);
  const before = problems.length;
  const units = readBusinessUnits(values.BUSINESS_UNITS_FILE, problems, readFileSync);
  const shops = readShops(environment, { units, readFile: readFileSync, env: invocation.terminal.env });
  const name = invocation.text('shop');
  const shop = name === undefined ? [...shops.values()].find((each) => each.platform === platform) : shops.get(name);
  if (shop?.platform === platform) return shop;
  if (shop !== undefined) throw new WrongUsage(`Shop ${shop.name} is one of ${shop.platform}, not of ${platform}`);
  const found = problems.slice(before);
  const which = name === undefined ? `no shop of ${platform}` : `no shop "${name}"`;
  throw new WrongUsage(
    [`There is ${which} in SHOPS_FILE (${values.SHOPS_FILE}) that can be used`, ...found].join('\n'),
  );
}

function topicOf(invocation: Invocation, platform: PlatformName, hasFile: boolean): string {
  const [usual] = PLATFORMS[platform].samples;
  const topic = invocation.text('topic') ?? usual?.topic ?? '';
  // A body of one's own may be of any topic.
  const isKnown = hasFile
    ? /^[\x21-\x7e]{1,100}$/.test(topic)
    : PLATFORMS[platform].samples.some((sample) => sample.topic === topic);
  if (!isKnown) throw new WrongUsage(`--topic must be one of ${topicsOf(platform)}, not "${topic}"`);
  return topic;
}

async function sampleBody(
  invocation: Invocation,
  shop: Shop,
  topic: string,
  environment: Environment,
): Promise<object> {
  const sample = PLATFORMS[shop.platform].samples.find((each) => each.topic === topic);
  if (sample === undefined) throw new WrongUsage(`There is no sample of ${topic}`);
  const [orderId, userId] = [namedId(invocation, sample, shop, 'order'), namedId(invocation, sample, shop, 'user')];
  refuseWrong(environment, 'SUITECRM_BASE_CURRENCY');
  const { now, newId } = invocation.terminal;
  const given = invocation.text('id');
  const mark = given === undefined ? newId().replaceAll('-', '') : createHash('sha256').update(given).digest('hex');
  return sample.body({
    id: sampleId(mark.slice(0, MARK)),
    orderId: orderId ?? (sample.tellsOfOrder ? await lastSampleOrder(invocation, shop) : null),
    userId,
    at: given === undefined ? now() : THEN,
    currency: environment.values.SUITECRM_BASE_CURRENCY,
  });
}

/** The id of `--order-id` or `--user-id`, as the platform has it or as it stands in our events; null without one. */
function namedId(
  { text }: Invocation,
  { topic, takes }: DeliverySample,
  { name }: Shop,
  of: 'order' | 'user',
): number | null {
  const given = text(`${of}-id`);
  if (given === undefined) return null;
  if (!takes.includes(`${of}Id`)) throw new WrongUsage(`A sample of ${topic} takes no --${of}-id`);
  const id = given.startsWith(`${name}:`) ? given.slice(name.length + 1) : given;
  // Those of its lines follow it.
  if (!/^[1-9]\d{0,15}$/.test(id) || !Number.isSafeInteger(Number(id) + SAMPLE_IDS))
    throw new WrongUsage(`--${of}-id must be a whole number, as the ids of the shop are, not "${given}"`);
  return Number(id);
}

/** The order that was sold as a sample last, as the service tells. */
async function lastSampleOrder(invocation: Invocation, { name }: Shop): Promise<number> {
  mustHaveToken(invocation, 'order');
  const query = { type: 'order.paid', shop: name, limit: LOOKED_AT };
  const { value } = await ask(invocation, EventPage, { method: 'GET', path: '/events', query });
  for (const { order_id } of value.events) {
    const id = order_id?.startsWith(`${name}:`) ? Number(order_id.slice(name.length + 1)) : Number.NaN;
    if (isSampleId(id)) return id;
  }
  throw new CommandFailed(
    `There is no sample among the last ${LOOKED_AT} orders of shop ${name}: send one first, or name an order with --order-id`,
  );
}

import { setTimeout as pause } from 'node:timers/promises';
import Type from 'typebox';
import Value from 'typebox/value';
import { ADMIN_TOKEN } from '../environment.ts';
import type { ShopOfSoak } from '../script/message.ts';
import { SHOPS_BEGIN } from '../script/shops/clock.ts';

const AGAIN_MS = 50;
const PATIENCE_MS = 5_000;
const BLOG: ShopOfSoak = 'blog';
const Step = Type.Object({
  next: Type.Union([Type.Object({ after: Type.String(), page: Type.Number() }), Type.Null()]),
});
type Step = Type.Static<typeof Step>;
type Place = Step['next'];

/** Asks for everything that the WooCommerce store has, as a person does who fears that webhooks were lost: each page until it was read. */
export async function catchUpWithBlog(urls: () => readonly string[]): Promise<void> {
  let place: Place = { after: SHOPS_BEGIN, page: 1 };
  for (let turn = 0; place !== null; turn += 1) {
    const url = urls()[turn % Math.max(1, urls().length)];
    const step: Step | null = url === undefined ? null : await readPage(url, place);
    if (step === null) await pause(AGAIN_MS);
    else place = step.next;
  }
}

/** Null where the page is to be asked for again: the service was killed, its database is away, or the shop did not answer. */
async function readPage(url: string, place: NonNullable<Place>): Promise<Step | null> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${ADMIN_TOKEN}` };
  try {
    const answer = await fetch(`${url}/admin/shops/${BLOG}/catch-up`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ reason: 'a soak', ...place }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const body: unknown = await answer.json();
    if (answer.status === 200) return Value.Parse(Step, body);
    if (answer.status >= 500) return null;
    throw new CatchUpRefused(`A catch-up was answered ${answer.status}: ${JSON.stringify(body)}`);
  } catch (error) {
    if (error instanceof CatchUpRefused) throw error;
    return null;
  }
}

class CatchUpRefused extends Error {}

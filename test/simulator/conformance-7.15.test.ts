import { expect, it } from 'vitest';
import { type Api, property, type Reply } from '../support/simulator/api.ts';
import { canonicalBody } from '../support/simulator/compare.ts';
import { loadSequence, type Recording, recordedResources } from '../support/simulator/recordings.ts';
import { start } from '../support/simulator/start.ts';

const recordedAt = new Date('2026-11-26T01:00:00Z');

/**
 * One test over the whole sequence, since each exchange stands on those before it. The ids that the recorded server chose for
 * the address rows it made itself are put in the place of those that the simulator chose.
 */
it('the simulator answers as a server of 7.15 did, exchange after exchange', async () => {
  const { api } = await start({
    release: '7.15',
    promotionRelation: 'owl_promotions_aos_invoices_1',
    clock: () => recordedAt,
  });
  const ids = new Map<string, string>();
  for (const [index, recording] of loadSequence().entries()) {
    const reply = await replay(api, recording, ids);
    learnIds(recording, reply, ids);
    const text = translate(
      reply.text,
      [...ids].map(([recorded, simulated]) => [simulated, recorded]),
    );
    const { status, headers, json = null } = recording.response;
    const actual: unknown = JSON.parse(text);
    expect
      .soft([reply.status, reply.headers['content-type']], `${index} ${recording.name}`)
      .toEqual([status, headers['content-type']]);
    expect
      .soft(canonicalBody(recording, actual, text), `${index} ${recording.name}`)
      .toBe(canonicalBody(recording, json, ''));
    expect.soft(numberIn(actual), `the number after ${recording.name}`).toBe(numberIn(json));
  }
});

async function replay(api: Api, { request }: Recording, ids: ReadonlyMap<string, string>): Promise<Reply> {
  const body = request.body === null ? undefined : translate(JSON.stringify(request.body), ids);
  const headers = { ...request.headers, Authorization: `Bearer ${await api.token()}` };
  return await api.send(request.method, translate(request.path, ids), headers, body);
}

function learnIds(recording: Recording, { json }: Reply, ids: Map<string, string>): void {
  const data = property(json, 'data');
  for (const { id, attributes } of recordedResources(recording).filter(({ type }) => type === 'EmailAddress')) {
    const address = attributes?.email_address;
    const own = Array.isArray(data)
      ? data.find((one) => property(one, 'attributes', 'email_address') === address)
      : data;
    const simulated = property(own, 'id');
    if (typeof simulated === 'string' && attributes?.date_created !== '') {
      ids.set(id, simulated);
    }
  }
}

function translate(text: string, ids: Iterable<readonly [string, string]>): string {
  let translated = text;
  for (const [from, to] of ids) translated = translated.replaceAll(from, to);
  return translated;
}

/** An invoice's number, which the comparison of bodies leaves out. */
function numberIn(json: unknown): unknown {
  return property(json, 'data', 'attributes', 'number');
}

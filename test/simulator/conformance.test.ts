import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { faultActions, type SuiteCrmSimulator, startSuiteCrmSimulator } from '../../lab/simulator/suitecrm/index.ts';
import { Api } from '../support/simulator/api.ts';
import { Arrangement } from '../support/simulator/arrange.ts';
import { canonicalBody, canonicalHeaders } from '../support/simulator/compare.ts';
import { loadRecordings, type Recording } from '../support/simulator/recordings.ts';
import { type Situation, situations } from '../support/simulator/situations.ts';

const recordedAt = new Date('2026-11-21T22:00:00Z');
const recordings = loadRecordings();

/** Recordings of differently set-up servers are replayed against a simulator set up like them. */
const servers = [
  {
    title: 'the recorded server',
    options: { invoiceRelation: 'one-to-many' },
    holds: ({ server }: Recording) => !(server?.charset || server?.invoiceRelation || server?.user),
  },
  {
    title: 'a server with a utf8mb4 database',
    options: { charset: 'utf8mb4', invoiceRelation: 'one-to-many' },
    holds: (one: Recording) => one.server?.charset === 'utf8mb4',
  },
  {
    title: 'a server whose invoices relate many-to-many',
    options: { invoiceRelation: 'many-to-many' },
    holds: (one: Recording) => one.server?.invoiceRelation === 'many-to-many',
  },
  {
    title: 'a server whose API user writes 1.234,5',
    options: { invoiceRelation: 'one-to-many', preferences: { thousands: '.', decimal: ',' } },
    holds: (one: Recording) => one.server?.user === 'european',
  },
  {
    title: 'a server whose API user writes 31/12/2020 01:02pm',
    options: { invoiceRelation: 'one-to-many', preferences: { dateFormat: 'd/m/Y', timeFormat: 'h:ia' } },
    holds: (one: Recording) => one.server?.user === 'british',
  },
  {
    title: 'a server whose API user lives in Taipei',
    options: { invoiceRelation: 'one-to-many', preferences: { dateFormat: 'Y-m-d', timeZone: 'Asia/Taipei' } },
    holds: (one: Recording) => one.server?.user === 'taipei',
  },
] as const;

describe.each(servers)('the simulator answers as $title did:', ({ options, holds }) => {
  let simulator: SuiteCrmSimulator;
  let api: Api;
  let now = recordedAt;

  beforeAll(async () => {
    simulator = await startSuiteCrmSimulator({ ...options, clock: () => now });
    api = new Api(simulator.url, simulator.client);
  });
  afterAll(async () => {
    await api.close();
    await simulator.close();
  });
  beforeEach(() => {
    now = recordedAt;
    simulator.reset();
    simulator.setLatency(0);
  });

  it.each(recordings.filter(holds).map((recording) => [recording.name, recording] as const))(
    '%s',
    async (name, recording) => {
      await new Arrangement(simulator, api, recording).make();
      const situation: Situation = {
        simulator,
        api,
        recording,
        setClock: (time) => {
          now = time;
        },
        send: (headers = {}, body = bodyText(recording)) =>
          api.send(
            recording.request.method,
            recording.request.path,
            { ...recording.request.headers, ...headers },
            body,
          ),
      };
      addFault(simulator, recording);
      const reply = await (situations[name] ?? plainly)(situation);
      const { status, headers, json, text = '' } = recording.response;
      expect(reply.status).toBe(status);
      expect(canonicalHeaders(reply.headers)).toEqual(canonicalHeaders(headers));
      expect(canonicalBody(recording, abridge(reply.json, json), reply.text)).toBe(
        canonicalBody(recording, json, text),
      );
    },
  );
});

/** Most recordings need a living token and nothing else. */
async function plainly({ api, recording, send }: Situation) {
  const authorised = /^Bearer <.*>$/.test(recording.request.headers.Authorization ?? '');
  return send(authorised ? { Authorization: `Bearer ${await api.token()}` } : {});
}

function addFault(simulator: SuiteCrmSimulator, recording: Recording): void {
  switch (recording.server?.fault) {
    case 'access-denied':
      simulator.faults.add({ match: {}, action: { kind: 'access-denied' } });
      break;
    case 'php-warnings':
      simulator.faults.add({ match: { path: '/Api/V8/module' }, action: { kind: 'php-warnings', where: 'after' } });
      break;
    case 'empty-500':
      simulator.faults.add({ match: {}, action: faultActions.emptyServerError });
      break;
  }
}

function bodyText({ request: { body } }: Recording): string | undefined {
  return body === null ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
}

/** Long recorded lists keep only type and id of the records after the first: compare as much. */
function abridge(actual: unknown, recorded: unknown): unknown {
  const kept = dataList(recorded);
  const data = dataList(actual);
  if (kept === undefined || data === undefined || kept.every((one) => 'attributes' in one)) {
    return actual;
  }
  const first = kept[0]?.id;
  return { ...Object(actual), data: data.map((one) => (one.id === first ? one : { type: one.type, id: one.id })) };
}

function dataList(json: unknown): readonly Readonly<Record<string, unknown>>[] | undefined {
  const data: unknown = typeof json === 'object' && json !== null ? Reflect.get(json, 'data') : undefined;
  return Array.isArray(data) ? data : undefined;
}

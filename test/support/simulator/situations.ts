import type { SuiteCrmSimulator } from '../../../lab/simulator/suitecrm/index.ts';
import { type Api, property, type Reply } from './api.ts';
import type { Recording } from './recordings.ts';

/** What a recording's own way of being sent can work with. */
export interface Situation {
  readonly simulator: SuiteCrmSimulator;
  readonly api: Api;
  readonly recording: Recording;
  readonly setClock: (time: Date) => void;
  /** Sends the recorded request with other headers or another body. */
  readonly send: (headers?: Readonly<Record<string, string>>, body?: string) => Promise<Reply>;
}

type Send = (situation: Situation) => Promise<Reply>;

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const idsOf = (path: string): string[] => path.match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi) ?? [];

async function passwordTokens(api: Api): Promise<{ readonly access: string; readonly refresh: string }> {
  const body =
    'grant_type=password&client_id=22222222-2222-4222-8222-222222222222&client_secret=pw_secret' +
    '&username=admin&password=Admin_pw1';
  const { json } = await api.send('POST', '/Api/access_token', form, body);
  return { access: String(property(json, 'access_token')), refresh: String(property(json, 'refresh_token')) };
}

const refreshBody = (refresh: string): string =>
  JSON.stringify({
    grant_type: 'refresh_token',
    client_id: '22222222-2222-4222-8222-222222222222',
    client_secret: 'pw_secret',
    refresh_token: refresh,
  });

const authorised: Send = async ({ api, send }) => send(bearer(await api.token()));

/** Sends the request twice at once and returns the loser's answer. */
const loserOfRace: Send = async ({ simulator, api, send }) => {
  simulator.setLatency(10);
  const token = bearer(await api.token());
  const vendor = { 'Content-Type': 'application/vnd.api+json', Accept: 'application/vnd.api+json', ...token };
  const replies = await Promise.all([send(vendor), send(vendor)]);
  const loser = replies.find(({ status }) => status !== 201);
  if (loser === undefined) {
    throw new Error('both creates succeeded');
  }
  return loser;
};

const doubledJoinRows: Send = async ({ simulator, api, recording, send }) => {
  const [invoice = ''] = idsOf(recording.request.path);
  simulator.reset();
  await api.create('AOS_Invoices', { name: 'doubled' }, invoice);
  simulator.setLatency(10);
  const promotion = '34371b7d-6437-ca5c-a772-5facafb3942f';
  await Promise.all([1, 2].map(() => api.relate('AOS_Invoices', invoice, 'OWL_Promotions', promotion)));
  return send(bearer(await api.token()));
};

/** Recordings that need more than a living token and the records they speak of. */
export const situations: Readonly<Record<string, Send>> = {
  'token-refresh-ok': async ({ api, send }) => send({}, refreshBody((await passwordTokens(api)).refresh)),
  'token-refresh-reuse': async ({ api, send }) => {
    const { refresh } = await passwordTokens(api);
    await send({}, refreshBody(refresh));
    return send({}, refreshBody(refresh));
  },
  'v8-old-access-token-after-refresh': async ({ api, send }) => {
    const { access, refresh } = await passwordTokens(api);
    await api.send('POST', '/Api/access_token', { 'content-type': 'application/json' }, refreshBody(refresh));
    return send(bearer(access));
  },
  'v8-tampered-signature': async ({ api, send }) => send(bearer(`${(await api.token()).slice(0, -4)}AAAA`)),
  'v8-lowercase-bearer': async ({ api, send }) => send({ Authorization: `bearer ${await api.token()}` }),
  'v8-revoked-after-logout': async ({ api, send }) => {
    const token = await api.fetchToken();
    await api.send('POST', '/Api/V8/logout', bearer(token));
    return send(bearer(token));
  },
  'v8-expired-jwt': async ({ api, setClock, send }) => {
    const token = await api.token();
    setClock(new Date('2026-11-21T23:00:01Z'));
    return send(bearer(token));
  },
  'v8-jwt-not-yet-valid': async ({ api, setClock, send }) => {
    const token = await api.token();
    setClock(new Date('2026-11-21T21:59:00Z'));
    return send(bearer(token));
  },
  'v8-expired-in-db': revoked,
  'v8-token-row-missing': revoked,
  'race-Leads': loserOfRace,
  'email-soft-deleted-filter-deleted': async ({ api, recording, send }) => {
    const [id = ''] = idsOf(JSON.stringify(recording.response.json));
    await api.create('Contacts', { last_name: 'SD', email1: 'sd.t1795298357@example.com' }, id);
    await api.call('DELETE', `/module/Contacts/${id}`);
    return send(bearer(await api.token()));
  },
  'email-duplicate-rel-rows-page': async ({ simulator, api, recording, send }) => {
    const [id = ''] = idsOf(JSON.stringify(recording.response.json));
    simulator.reset();
    simulator.setLatency(10);
    const attributes = { last_name: 'One', email1: 'one.t1795298357@example.com' };
    await Promise.all([1, 2].map(() => api.create('Contacts', attributes, id)));
    return send(bearer(await api.token()));
  },
  'email-cross-module-same-id': async (situation) => {
    const [id = ''] = idsOf(JSON.stringify(situation.recording.response.json));
    await situation.api.create('Leads', { last_name: 'SameU1', email1: 'sameu.t1795298357@example.com' }, id);
    return authorised(situation);
  },
  'sd-post-again-same-id': async (situation) => {
    const id = String(property(situation.recording.request.body, 'data', 'id'));
    await situation.api.call('DELETE', `/module/Leads/${id}`);
    return authorised(situation);
  },
  'sd-patch-undelete': async (situation) => {
    const id = String(property(situation.recording.request.body, 'data', 'id'));
    await situation.api.create('Leads', { last_name: 'SD' }, id);
    await situation.api.call('DELETE', `/module/Leads/${id}`);
    return authorised(situation);
  },
  'lead-contact-softdeleted': async (situation) => {
    const id = String(property(situation.recording.request.body, 'data', 'id'));
    await situation.api.create('Contacts', { last_name: 'gone' }, id);
    await situation.api.call('DELETE', `/module/Contacts/${id}`);
    return authorised(situation);
  },
  'line-after-inv-delete': async (situation) => {
    const [id = ''] = idsOf(situation.recording.request.path);
    const invoice = 'd1cd80ff-0b86-6308-d078-6b02194f4e52';
    await situation.api.create('AOS_Invoices', { name: 'gone' }, invoice);
    await situation.api.create('AOS_Products_Quotes', { name: 'line', parent_id: invoice }, id);
    await situation.api.call('DELETE', `/module/AOS_Invoices/${invoice}`);
    return authorised(situation);
  },
  'group-after-inv-delete': async ({ simulator, api, recording, send }) => {
    const [id = ''] = idsOf(recording.request.path);
    const invoice = 'd1cd80ff-0b86-6308-d078-6b02194f4e52';
    simulator.reset();
    await api.create('AOS_Invoices', { name: 'gone' }, invoice);
    const attributes = { name: 'g', number: '1', parent_type: 'AOS_Invoices', parent_id: invoice };
    await api.create('AOS_Line_Item_Groups', attributes, id);
    await api.call('DELETE', `/module/AOS_Invoices/${invoice}`);
    return send(bearer(await api.token()));
  },
  'del-invoice-promotion': async (situation) => {
    const [invoice = '', promotion = ''] = idsOf(situation.recording.request.path);
    await situation.api.relate('AOS_Invoices', invoice, 'OWL_Promotions', promotion);
    return authorised(situation);
  },
  'dup-join-rows-get': doubledJoinRows,
  'dup-join-rows-get-paged': doubledJoinRows,
};

async function revoked({ simulator, api, send }: Situation): Promise<Reply> {
  const token = await api.fetchToken();
  simulator.tokens.revokeAll();
  api.forgetToken();
  return send(bearer(token));
}

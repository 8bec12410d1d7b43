import { DEAD_ORDER } from './events.ts';

const CONTACT = 'e99bc488-624f-45dd-8d8f-f1a0c2a23f66';
const REPLAY = '0199d1d0-11aa-7e02-8b1d-9d7f3c5a2b44';
const NAMED = { index: 0, business_unit: 'experience', kind: 'contact', local_id: 'U1001', crm_id: CONTACT };

const PROGRESS = {
  id: REPLAY,
  name: 'invoices',
  reason: 'the role may edit invoices again',
  actor: 'alice',
  rate: 5,
  mode: 'resume',
  status: 'running',
  total: 17,
  pending: 12,
  done: 5,
  failed: 0,
  eta_s: 3,
  created_at: '2020-12-16T10:12:00.000Z',
  finished_at: null,
};

/** What the other routes of the admin API answer. */
export const RECORD_EXAMPLES = {
  'POST /admin/replays': {
    200: { count: 17, sample: [DEAD_ORDER] },
    202: { id: REPLAY, total: 17 },
  },
  'GET /admin/replays': { 200: { replays: [PROGRESS], next_cursor: null } },
  'GET /admin/replays/:id': { 200: PROGRESS },
  'DELETE /admin/customers/:business_unit/:user_id': {
    200: {
      events: 3,
      in_work: 0,
      dead: 1,
      named: [{ id: DEAD_ORDER.id, type: DEAD_ORDER.type, status: DEAD_ORDER.status }],
      links: [{ crm: 'suitecrm', module: 'Contacts', crm_id: CONTACT }],
    },
  },
  'DELETE /admin/shops/:shop': {
    200: {
      events: 214,
      in_work: 0,
      dead: 1,
      named: [{ id: DEAD_ORDER.id, type: DEAD_ORDER.type, status: DEAD_ORDER.status }],
    },
  },
  'GET /admin/retention': {
    200: {
      days: 90,
      configured_days: null,
      older_than: '2020-09-17T10:12:00.000Z',
      events: 3120,
      bytes: 41_250_118,
      oldest_at: '2020-03-02T07:44:10.004Z',
      newest_at: '2020-09-17T10:09:52.310Z',
      types: [
        {
          type: 'order.paid',
          events: 1804,
          bytes: 38_120_004,
          oldest_at: '2020-03-02T07:44:10.004Z',
          newest_at: '2020-09-17T10:09:52.310Z',
        },
        {
          type: 'customer.registered',
          events: 1316,
          bytes: 3_130_114,
          oldest_at: '2020-03-02T07:51:33.220Z',
          newest_at: '2020-09-17T09:58:01.770Z',
        },
      ],
      last_sweep: null,
    },
  },
  'GET /admin/links': {
    200: {
      links: [
        {
          crm: 'suitecrm',
          module: 'Contacts',
          kind: 'contact',
          business_unit: 'experience',
          local_id: 'U1001',
          crm_id: CONTACT,
          crm_url: `https://crm.example.com/index.php?module=Contacts&action=DetailView&record=${CONTACT}`,
          origin: 'created',
          event_id: DEAD_ORDER.id,
          created_at: '2020-12-16T09:00:02.410Z',
        },
      ],
      next_cursor: null,
    },
  },
  'POST /admin/links/import': {
    200: {
      imported: 1,
      unchanged: 0,
      conflicts: [
        {
          ...NAMED,
          index: 1,
          stands: {
            business_unit: 'experience',
            kind: 'contact',
            local_id: 'U1002',
            crm_id: '2b3c48bc-6ba5-4854-816b-c8e369fb5a01',
            event_id: null,
          },
        },
      ],
      missing: [{ ...NAMED, index: 2, local_id: 'U1003' }],
    },
  },
  'GET /admin/audit': {
    200: {
      entries: [
        {
          id: '12',
          at: '2020-12-16T10:12:00.000Z',
          actor: 'alice',
          action: 'event.replay',
          subject: DEAD_ORDER.id,
          reason: 'the role may edit invoices again',
          affected: 1,
          details: {},
        },
      ],
      next_cursor: null,
    },
  },
};

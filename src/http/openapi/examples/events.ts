const CRM = 'https://crm.example.com/index.php';
const INVOICE = '7f6f6ad2-5f0e-5d0c-8a51-0b1f1c0a5d11';
const ERROR = {
  class: 'permanent',
  code: 'access_denied',
  step: 'invoice',
  message: 'SuiteCRM does not let the API user create records of AOS_Invoices; give its role that right, then replay',
};

/** An order that died at its invoice. */
export const DEAD_ORDER = {
  id: '0199d1c2-6f3a-7c55-9a10-3f6c2f6b8e01',
  webhook_id: 'msg_2lX9pQ',
  type: 'order.paid',
  crm: 'suitecrm',
  business_unit: 'experience',
  shop: null,
  topic: null,
  status: 'dead',
  user_id: 'U1001',
  order_id: 'OTR2020121600004',
  refund_id: null,
  attempts: 1,
  mode: 'resume',
  takeovers: 0,
  next_attempt_at: null,
  waiting_for: null,
  error: ERROR,
  warnings: ['The promotion PROMO10 is not in the CRM'],
  received_at: '2020-12-16T09:00:02.120Z',
  finished_at: '2020-12-16T09:00:03.015Z',
};

/** The same after a replay. */
export const REPLAYED_ORDER = {
  ...DEAD_ORDER,
  status: 'pending',
  attempts: 0,
  next_attempt_at: '2020-12-16T10:12:00.000Z',
  finished_at: null,
};

const ATTEMPT = {
  kind: 'attempt',
  attempt: 1,
  started_at: '2020-12-16T09:00:02.130Z',
  finished_at: '2020-12-16T09:00:03.015Z',
  outcome: 'dead',
  waiting_for: null,
  error: ERROR,
  actor: null,
  reason: null,
  replay_id: null,
};
const REPLAY = {
  ...ATTEMPT,
  kind: 'replay',
  attempt: null,
  started_at: '2020-12-16T10:12:00.000Z',
  finished_at: '2020-12-16T10:12:00.000Z',
  outcome: 'replayed',
  error: null,
  actor: 'alice',
  reason: 'the role may edit invoices again',
};

/** What the routes of events answer. */
export const EVENT_EXAMPLES = {
  'GET /admin/events': {
    200: { events: [DEAD_ORDER], next_cursor: 'WyJhVUtsc3Q0d3c4bXlpUVR1IiwiMTYwODEwOTIwMjEyMCIsIjQyIl0' },
  },
  'GET /admin/events/groups': {
    200: {
      groups: [
        {
          error_class: 'permanent',
          error_code: 'access_denied',
          error_step: 'invoice',
          type: 'order.paid',
          count: 17,
          first_at: '2020-12-16T08:41:10.004Z',
          last_at: '2020-12-16T09:00:02.120Z',
          sample: DEAD_ORDER.id,
        },
      ],
    },
  },
  'GET /admin/events/:id': {
    200: {
      ...REPLAYED_ORDER,
      request_id: '5f2b6c1e-27e4-4a39-9a0e-5a1b0c4a7f10',
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      payload: {
        type: 'order.paid',
        timestamp: '2020-12-16T09:00:00Z',
        data: {
          business_unit: 'experience',
          order_id: 'OTR2020121600004',
          ordered_at: '2020-12-16T09:00:00Z',
          currency: 'TWD',
          customer: { user_id: 'U1001', email: 'iam.robot4@example.com', last_name: 'Robot4' },
          lines: [{ line_id: '1', sku: 'MISM01040500000282', name: 'Tea tour', quantity: '2', list_price: '2700' }],
        },
      },
      payload_removed_at: null,
      amended: null,
      parent: null,
      children: [],
      steps: [
        {
          key: 'invoice',
          status: 'failed',
          verb: 'POST',
          module: 'AOS_Invoices',
          crm_id: INVOICE,
          crm_url: `${CRM}?module=AOS_Invoices&action=DetailView&record=${INVOICE}`,
          attempts: 1,
          outcome_unknown: false,
          request: { id: INVOICE, name: 'OTR2020121600004', total_amount: '5754' },
          response: { errors: { status: 400, detail: 'Access denied' } },
          started_at: '2020-12-16T09:00:02.700Z',
          finished_at: '2020-12-16T09:00:03.010Z',
          duration_ms: 310,
        },
      ],
      tries: [ATTEMPT, REPLAY],
      held_by: null,
      holder: null,
    },
  },
  'POST /admin/events/:id/plan': {
    200: {
      done: ['contact', 'product MISM01040500000282'],
      calls: [
        {
          step: 'invoice',
          verb: 'POST',
          module: 'AOS_Invoices',
          crm_id: INVOICE,
          request: { id: INVOICE, name: 'OTR2020121600004', total_amount: '5754' },
          assumed: null,
        },
      ],
      note: null,
    },
  },
  'POST /admin/events/:id/replay': { 202: REPLAYED_ORDER },
  'POST /admin/events/:id/amend': { 202: REPLAYED_ORDER },
  'POST /admin/events/:id/discard': { 200: { ...DEAD_ORDER, status: 'discarded' } },
};

import type { EventFilter } from '../../src/operations/event-filter.ts';

/** The filter that lets every event through. */
export const ANY_EVENT: EventFilter = {
  statuses: null,
  types: null,
  businessUnit: null,
  userId: null,
  orderId: null,
  refundId: null,
  webhookId: null,
  crmId: null,
  email: null,
  shop: null,
  errorClass: null,
  errorCode: null,
  errorStep: null,
  warned: null,
  text: null,
  from: null,
  to: null,
};

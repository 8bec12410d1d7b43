/** Names of attributes of ours. What the semantic conventions of OpenTelemetry have a name for goes by that. */
export const OURS = {
  eventId: 'tillbridge.event.id',
  eventType: 'tillbridge.event.type',
  businessUnit: 'tillbridge.business_unit',
  attempt: 'tillbridge.attempt',
  mode: 'tillbridge.mode',
  outcome: 'tillbridge.outcome',
  warnings: 'tillbridge.warnings',
  errorClass: 'tillbridge.error.class',
  problem: 'tillbridge.problem',
  step: 'tillbridge.step',
  lookedFirst: 'tillbridge.step.looked_first',
  crm: 'tillbridge.crm',
  module: 'tillbridge.crm.module',
  operation: 'tillbridge.crm.operation',
  shop: 'tillbridge.shop',
  alert: 'tillbridge.alert.type',
} as const;

/** Of the semantic conventions; their package has it only among those that are not settled yet, all of which it would load. */
export const URL_TEMPLATE = 'url.template';

// Codes and classes are words of ours; whatever else gets there is not passed on.
const WORD = /^[\w.-]{1,64}$/;

/** A code as it is named in a span. */
export function codeWord(code: unknown): string {
  return typeof code === 'string' && WORD.test(code) ? code : 'unknown';
}

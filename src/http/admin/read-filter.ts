import Type, { type Static } from 'typebox';
import { ERROR_CLASSES, isErrorClass } from '../../domain/errors.ts';
import { INBOX_TYPES } from '../../domain/events/delivery.ts';
import { EVENT_STATUSES, isEventStatus } from '../../domain/events/status.ts';
import type { Fault } from '../../domain/faults.ts';
import type { EventFilter } from '../../operations/event-filter.ts';
import { QueryText, QueryTime, queryText, readQueryTime } from './fields.ts';
import { RequestInvalid } from './request-invalid.ts';

/** The members of a filter, as a query or a body has them. */
export const FILTER = {
  status: several(EVENT_STATUSES, ['dead', 'dead,retrying']),
  type: several(INBOX_TYPES, ['order.paid', 'order.paid,order.refunded']),
  business_unit: QueryText,
  user_id: QueryText,
  order_id: QueryText,
  refund_id: QueryText,
  webhook_id: QueryText,
  crm_id: queryText('Events whose steps or links name this record of the CRM.'),
  email: queryText('An address that stands in the payload as a whole value, in upper or lower case.'),
  shop: QueryText,
  error_class: queryText(`One of ${ERROR_CLASSES.join(', ')}.`),
  error_code: QueryText,
  error_step: QueryText,
  warned: Type.Optional(
    Type.Refine(
      Type.Union([Type.Boolean(), Type.String()], { description: 'Whether it has warnings: true or false.' }),
      (value) => ['true', 'false'].includes(String(value)),
      () => 'Must be true or false.',
    ),
  ),
  text: queryText('What stands anywhere in the payload, in upper or lower case. No character has a special meaning.'),
  from: QueryTime,
  to: QueryTime,
};
const Filter = Type.Object(FILTER);
export type FilterInput = Static<typeof Filter>;

/** The filter that a request names. Throws `RequestInvalid` for what its schema cannot tell; `at`: where it stands in the body. */
export function readFilter(input: FilterInput, at = ''): EventFilter {
  const statuses = readSeveral(input.status);
  const types = readSeveral(input.type);
  const from = readTime(input.from);
  const to = readTime(input.to);
  const { error_class: errorClass } = input;
  const faults: Fault[] = [];
  if (!(statuses ?? []).every(isEventStatus))
    faults.push({ path: `${at}/status`, message: `Must be of ${EVENT_STATUSES.join(', ')}.` });
  if (!(types ?? []).every((type) => INBOX_TYPES.includes(type)))
    faults.push({ path: `${at}/type`, message: `Must be of ${INBOX_TYPES.join(', ')}.` });
  if (errorClass !== undefined && !isErrorClass(errorClass))
    faults.push({ path: `${at}/error_class`, message: `Must be one of ${ERROR_CLASSES.join(', ')}.` });
  if (from !== null && to !== null && from >= to)
    faults.push({ path: `${at}/to`, message: 'Must be later than from.' });
  if (faults.length > 0) throw new RequestInvalid(faults);
  return {
    statuses: statuses?.filter(isEventStatus) ?? null,
    types,
    businessUnit: input.business_unit ?? null,
    userId: input.user_id ?? null,
    orderId: input.order_id ?? null,
    refundId: input.refund_id ?? null,
    webhookId: input.webhook_id ?? null,
    crmId: input.crm_id ?? null,
    email: input.email ?? null,
    shop: input.shop ?? null,
    errorClass: errorClass !== undefined && isErrorClass(errorClass) ? errorClass : null,
    errorCode: input.error_code ?? null,
    errorStep: input.error_step ?? null,
    warned: input.warned === undefined ? null : String(input.warned) === 'true',
    text: input.text ?? null,
    from,
    to,
  };
}

function several(words: readonly string[], examples: readonly string[]) {
  return Type.Optional(
    Type.Union([Type.String(), Type.Array(Type.String())], {
      description: `One or several, as a list or divided by commas: ${words.join(', ')}.`,
      examples: [...examples],
    }),
  );
}

function readSeveral(input: string | readonly string[] | undefined): readonly string[] | null {
  if (input === undefined) return null;
  return [input].flat().flatMap((part) => part.split(',').map((word) => word.trim()));
}

function readTime(input: string | undefined): Date | null {
  return input === undefined ? null : readQueryTime(input);
}

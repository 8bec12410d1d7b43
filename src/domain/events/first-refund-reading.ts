import type { Reading } from './event-type.ts';
import { omitFields } from './schema/omit-fields.ts';

/**
 * Refunds as they were understood while they could not say any money: by the reading of today, without what stood in a body for nothing
 * then. Without lines all came back, whatever was said of the freight.
 */
export function firstRefundReading<Event>(today: Reading<Event>): Reading<Event> {
  return {
    schema: today.schema,
    judge: (json) => today.judge(withoutLater(json)),
    understand: (json) => today.understand(withoutLater(json)),
  };
}

function withoutLater(json: unknown): unknown {
  const ofLines = omitFields(json, ['data', 'lines'], ['amount', 'tax_amount']);
  return omitFields(ofLines, ['data'], ['amount', 'tax_amount', ...(hasLines(json) ? [] : ['shipping'])]);
}

function hasLines(json: unknown): boolean {
  const data = member(json, 'data');
  return Array.isArray(member(data, 'lines'));
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

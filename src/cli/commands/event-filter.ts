import type { Call, Option } from '../command.ts';
import { WrongUsage } from '../errors.ts';
import { readWhen } from '../output/instant.ts';

const STATUSES = ['pending', 'running', 'waiting', 'retrying', 'done', 'dead', 'discarded'];

/** Which events are meant. */
export const FILTER_OPTIONS: readonly Option[] = [
  { name: 'status', value: 'STATUS', text: STATUSES.join(', ') },
  { name: 'type', value: 'TYPE', text: 'such as order.paid' },
  { name: 'business-unit', value: 'NAME', text: 'of this business unit' },
  { name: 'user-id', value: 'ID', text: "of this customer, by the shop's id" },
  { name: 'order-id', value: 'ID', text: "of this order, by the shop's id" },
  { name: 'from', value: 'WHEN', text: 'received at or after: 2026-01-31, 2026-01-31T14:05, or 6h ago' },
  { name: 'to', value: 'WHEN', text: 'received before: the same' },
];

/** The filter of a call, by the names of the admin API. */
export function readFilter({ text, terminal }: Call): Record<string, string | undefined> {
  const status = text('status');
  if (status !== undefined && !STATUSES.includes(status)) {
    throw new WrongUsage(`--status must be one of ${STATUSES.join(', ')}, not "${status}"`);
  }
  const now = terminal.now();
  return {
    status,
    type: text('type'),
    business_unit: text('business-unit'),
    user_id: text('user-id'),
    order_id: text('order-id'),
    from: readWhen('from', text('from'), now),
    to: readWhen('to', text('to'), now),
  };
}

import type { ShopEventType } from '../../domain/events/event-types.ts';
import type { EventStatus } from '../../domain/events/status.ts';
import type { CommandCall, Option } from '../command.ts';
import { WrongUsage } from '../errors.ts';
import { readWhen } from '../output/instant.ts';

// Records, so that the compiler misses no word.
const STATUSES: Readonly<Record<EventStatus, true>> = {
  pending: true,
  running: true,
  waiting: true,
  retrying: true,
  done: true,
  dead: true,
  discarded: true,
};
const TYPES: Readonly<Record<ShopEventType, true>> = {
  'customer.registered': true,
  'order.paid': true,
  'order.refunded': true,
  'contract.products': true,
};

/** Which events are meant. */
export const FILTER_OPTIONS: readonly Option[] = [
  { name: 'status', value: 'STATUS,…', text: `one or several: ${Object.keys(STATUSES).join(', ')}`, several: true },
  { name: 'type', value: 'TYPE,…', text: `one or several: ${Object.keys(TYPES).join(', ')}`, several: true },
  { name: 'business-unit', value: 'NAME', text: 'of this business unit' },
  { name: 'user-id', value: 'ID', text: "of this customer, by the shop's id" },
  { name: 'order-id', value: 'ID', text: "of this order, by the shop's id" },
  { name: 'from', value: 'WHEN', text: 'received at or after: 2026-01-31, 2026-01-31T14:05, or 6h ago (m, h, d)' },
  { name: 'to', value: 'WHEN', text: 'received before: the same' },
];

/** The filter of a call, by the names of the admin API. */
export function filterOfCall(call: CommandCall): Record<string, string | undefined> {
  const { text, terminal } = call;
  const now = terminal.now();
  return {
    status: readWords(call, 'status', Object.keys(STATUSES)),
    type: readWords(call, 'type', Object.keys(TYPES)),
    business_unit: text('business-unit'),
    user_id: text('user-id'),
    order_id: text('order-id'),
    from: readWhen('from', text('from'), now),
    to: readWhen('to', text('to'), now),
  };
}

function readWords({ text }: CommandCall, name: string, known: readonly string[]): string | undefined {
  const words = text(name)
    ?.split(',')
    .map((word) => word.trim());
  const unknown = words?.find((word) => !known.includes(word));
  if (unknown === undefined) return words?.join(',');
  throw new WrongUsage(`--${name} must be one of ${known.join(', ')}, or several divided by commas; not "${unknown}"`);
}

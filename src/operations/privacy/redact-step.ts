import { ERASED } from '../../domain/addresses-in-text.ts';
import { isUuid } from '../../domain/uuid.ts';

/** What texts a step may keep that are no ids: what a later run, or the return of an order, needs of it. */
const KEPT: ReadonlySet<string> = new Set([
  'status',
  'conversionRate',
  'code',
  'currency',
  'number',
  'type',
  'parent_type',
]);
/** The CRM's own currency. */
const BASE = '-99';

/** What was sent or kept of a step, without what it says of a person: ids, amounts and what tells the currency stay. Null where nothing does. */
export function redactStepValue(value: unknown): unknown {
  return keptOf('id', value) ?? null;
}

// Amounts are sent as numbers, and shown by the CRM as texts under names of their own.
function keptOf(name: string, value: unknown): unknown {
  if (typeof value === 'string') return staysText(name, value) ? value : undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => keptOf(name, item)).filter((item) => item !== undefined);
  const entries = Object.entries(value).map(([own, member]) => [own, keptOf(own, member)] as const);
  return Object.fromEntries(entries.filter(([, member]) => member !== undefined));
}

function staysText(name: string, value: string): boolean {
  if (KEPT.has(name)) return true;
  if (/(?:^|_)id$/.test(name)) return isUuid(value) || value === BASE;
  return /(?:_amount|_amt|_tax|_usdollar|_price|_qty)$/.test(name) && /^-?[\d.,]*$/.test(value);
}

/** The key of a step, without an address in it. `place`: tells it from the others of its event. */
export function redactStepKey(key: string, place: number): string {
  return key
    .split(' ')
    .map((part) => (part.includes('@') ? `${ERASED}${place}` : part))
    .join(' ');
}

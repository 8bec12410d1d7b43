import { countOrder, type PricedOrder, type PricedPart, usualCounting } from '../amounts/order-amounts.ts';
import type { Reading, Understood } from './event-type.ts';
import { omitFields } from './schema/omit-fields.ts';

/** An order with its figures. */
interface Priced {
  readonly order: PricedPart;
  readonly priced: PricedOrder;
}

/**
 * Orders as they were understood while prices held no tax and only rates were known: by the reading of today, without the fields that stood
 * in a body for nothing then. Their totals were compared, and changed nothing.
 */
export function firstOrderReading<Event extends Priced>(today: Reading<Event>): Reading<Event> {
  return {
    schema: today.schema,
    judge(json) {
      const judged = today.judge(withoutLater(json));
      return 'event' in judged ? { ...judged, ...asLinesMake(judged) } : judged;
    },
    understand(json) {
      const understood = today.understand(withoutLater(json));
      return understood === null ? null : asLinesMake(understood);
    },
  };
}

function asLinesMake<Event extends Priced>({ event, warnings }: Understood<Event>): Understood<Event> {
  return {
    event: { ...event, priced: countOrder(event.order, usualCounting(event.order)) },
    warnings: warnings.filter(({ isMoney }) => isMoney !== true),
  };
}

function withoutLater(json: unknown): unknown {
  const ofOrder = omitFields(json, ['data'], ['order_number', 'decimals', 'prices_include_tax', 'discounts', 'fees']);
  const ofLines = omitFields(ofOrder, ['data', 'lines'], LATER_OF_LINE);
  const ofGroups = omitFields(ofLines, ['data', 'groups', 'lines'], LATER_OF_LINE);
  return omitFields(ofGroups, ['data', 'shipping'], ['tax_amount']);
}

const LATER_OF_LINE = ['product_id', 'tax_amount'];

import { countOrder, usualCounting } from '../amounts/order-amounts.ts';
import type { Reading } from './event-type.ts';
import type { OrderPaid } from './order-paid.ts';
import { withoutFields } from './schema/without-fields.ts';

/**
 * Orders as they were understood while prices held no tax and only rates were known: by the reading of today, without the fields that stood
 * in a body for nothing then. Their totals were compared, and changed nothing.
 */
export function firstReadingOf(today: Reading<OrderPaid>): Reading<OrderPaid> {
  return {
    schema: today.schema,
    judge(json) {
      const judged = today.judge(withoutLater(json));
      return 'event' in judged ? { ...judged, event: asLinesMake(judged.event) } : judged;
    },
    understand(json) {
      const understood = today.understand(withoutLater(json));
      return understood === null ? null : { ...understood, event: asLinesMake(understood.event) };
    },
  };
}

function asLinesMake(event: OrderPaid): OrderPaid {
  return { ...event, priced: countOrder(event.order, usualCounting(event.order)) };
}

function withoutLater(json: unknown): unknown {
  const ofOrder = withoutFields(
    json,
    ['data'],
    ['order_number', 'decimals', 'prices_include_tax', 'discounts', 'fees'],
  );
  const ofLines = withoutFields(ofOrder, ['data', 'lines'], LATER_OF_LINE);
  const ofGroups = withoutFields(ofLines, ['data', 'groups', 'lines'], LATER_OF_LINE);
  return withoutFields(ofGroups, ['data', 'shipping'], ['tax_amount']);
}

const LATER_OF_LINE = ['product_id', 'tax_amount'];

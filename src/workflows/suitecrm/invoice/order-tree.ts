import type { SuiteCrmUnit } from '../../../config/config.ts';
import type { CrmCurrency } from '../../../crm/suitecrm/currencies.ts';
import type { PricedOrder } from '../../../domain/amounts/order-amounts.ts';
import { localId, stepKey } from '../../../domain/composite-keys.ts';
import { dateInZone } from '../../../domain/dates.ts';
import type { Order } from '../../../domain/order.ts';
import { groupId, invoiceId, lineId } from '../../../domain/record-ids.ts';
import { type InvoiceTree, SALE } from './invoice.ts';

/** What an order's records refer to, and its figures. */
export interface OrderRecords {
  readonly priced: PricedOrder;
  /** Null where nobody is known to have bought. */
  readonly contact: string | null;
  readonly currency: CrmCurrency;
  /** CRM ids by sku. */
  readonly products: ReadonlyMap<string, string>;
}

/** The invoice, groups and lines of an order as they are to stand in the CRM. */
export function orderTree(unit: SuiteCrmUnit, order: Order, records: OrderRecords): InvoiceTree {
  const { priced, contact, currency, products } = records;
  const invoice = invoiceId(unit.name, order.orderId);
  const shared = { invoiceId: invoice, assignedUserId: unit.assignedUserId, currency };
  const groups = priced.groups.map((group, index) => ({ group, position: index + 1 }));
  return {
    kinds: SALE,
    invoice: {
      id: invoice,
      idOf: (turn) => invoiceId(unit.name, order.orderId, turn),
      key: 'invoice',
      localId: order.orderId,
      fields: {
        name: order.orderNumber,
        status: order.status,
        description: order.description,
        date: dateInZone(order.orderedAt, unit.timeZone),
        accountId: unit.accountId,
        contactId: contact ?? '',
        assignedUserId: unit.assignedUserId,
        currency,
        amounts: priced.invoice,
        billingAddress: order.billingAddress,
        shippingAddress: order.shippingAddress,
      },
    },
    groups: groups.map(({ group, position }) => ({
      id: groupId(unit.name, order.orderId, position),
      idOf: (turn) => groupId(unit.name, order.orderId, position, turn),
      key: stepKey('group', String(position)),
      localId: localId(order.orderId, String(position)),
      fields: {
        ...shared,
        name: group.name,
        description: group.description,
        position,
        amounts: group.amounts,
      },
    })),
    lines: groups.flatMap(({ group, position }) =>
      group.lines.map(({ line, amounts }, index) => ({
        id: lineId(unit.name, order.orderId, line.lineId),
        idOf: (turn) => lineId(unit.name, order.orderId, line.lineId, turn),
        key: stepKey('line', line.lineId),
        localId: localId(order.orderId, line.lineId),
        fields: {
          ...shared,
          name: line.name,
          description: line.description,
          sku: line.sku ?? '',
          groupId: groupId(unit.name, order.orderId, position),
          productId: line.sku === null ? null : defined(products.get(line.sku)),
          position: index + 1,
          amounts,
        },
      })),
    ),
  };
}

function defined<T>(value: T | undefined): T {
  if (value === undefined) throw new TypeError('Every sku of an order has its product');
  return value;
}

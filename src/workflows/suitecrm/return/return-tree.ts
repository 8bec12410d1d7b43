import type { SuiteCrmUnit } from '../../../config/config.ts';
import { type PricedReturn, REFUND } from '../../../domain/amounts/return-amounts.ts';
import { MONEY } from '../../../domain/amounts/sold-order.ts';
import { localId, stepKey } from '../../../domain/composite-keys.ts';
import { dateInZone } from '../../../domain/dates.ts';
import { returnGroupId, returnId, returnLineId } from '../../../domain/record-ids.ts';
import type { Refund } from '../../../domain/refund.ts';
import { RETURN_STEP } from '../../../links/returned-lines.ts';
import { type InvoiceTree, RETURN } from '../invoice/invoice.ts';
import type { OriginalGroup, OriginalInvoice, OriginalLine } from './original-invoice.ts';

type Described = Pick<OriginalGroup, 'name' | 'description'>;
type ReturnedLine = Pick<OriginalLine, 'lineId' | 'name' | 'description' | 'sku' | 'productId'>;

/** Money that is given back beside the lines: a service line, in a group of its own. */
const BESIDE: ReturnedLine = { lineId: null, name: REFUND, description: '', sku: '', productId: null };

/**
 * The return as it is to stand in the CRM (guideline 4.3): named as the original, returned, every amount negated. `id`: where an earlier
 * attempt has begun to make it.
 */
export function returnTree(
  unit: SuiteCrmUnit,
  id: string,
  refund: Refund,
  original: OriginalInvoice,
  priced: PricedReturn,
): InvoiceTree {
  const { orderId, refundId } = refund;
  const shared = { invoiceId: id, assignedUserId: unit.assignedUserId, currency: original.currency };
  const groups = new Map<string, Described>([
    [MONEY, BESIDE],
    ...original.groups.map((group): [string, Described] => [group.id, group]),
  ]);
  const lines = new Map<string, ReturnedLine>([
    [MONEY, BESIDE],
    ...original.groups.flatMap((group) => group.lines).map((line): [string, ReturnedLine] => [line.id, line]),
  ]);
  return {
    kinds: RETURN,
    invoice: {
      id,
      idOf: (turn) => (turn === 1 ? id : returnId(unit.name, orderId, refundId, turn)),
      key: RETURN_STEP,
      localId: localId(orderId, refundId),
      fields: {
        name: original.name,
        status: unit.returnStatus,
        description: refund.reason,
        date: dateInZone(refund.refundedAt, unit.timeZone),
        accountId: original.accountId,
        contactId: original.contactId,
        assignedUserId: unit.assignedUserId,
        currency: original.currency,
        amounts: priced.invoice,
        billingAddress: original.billingAddress,
        shippingAddress: original.shippingAddress,
      },
    },
    groups: priced.groups.map((group, index) => ({
      id: returnGroupId(unit.name, orderId, refundId, partOf(orderId, group.key)),
      idOf: (turn) => returnGroupId(unit.name, orderId, refundId, partOf(orderId, group.key), turn),
      key: stepKey('group', String(index + 1)),
      localId: localId(orderId, refundId, String(index + 1)),
      fields: {
        ...shared,
        name: groups.get(group.key)?.name ?? '',
        description: groups.get(group.key)?.description ?? '',
        position: index + 1,
        amounts: group.amounts,
      },
    })),
    lines: priced.groups.flatMap((group) =>
      group.lines.map((line, index) => ({
        id: returnLineId(unit.name, refundId, partOf(orderId, line.key)),
        idOf: (turn) => returnLineId(unit.name, refundId, partOf(orderId, line.key), turn),
        key: stepKey('line', lines.get(line.key)?.lineId ?? line.key),
        localId: localId(orderId, refundId, lines.get(line.key)?.lineId ?? line.key),
        fields: {
          ...shared,
          name: lines.get(line.key)?.name ?? '',
          description: lines.get(line.key)?.description ?? '',
          sku: lines.get(line.key)?.sku ?? '',
          productId: lines.get(line.key)?.productId ?? null,
          groupId: returnGroupId(unit.name, orderId, refundId, partOf(orderId, group.key)),
          position: index + 1,
          amounts: line.amounts,
        },
      })),
    ),
  };
}

/** What a part of a return is made from: unlike a group or a line, the money beside them has no id of the CRM that tells its order. */
export function partOf(orderId: string, key: string): string {
  return key === MONEY ? `${MONEY} of order ${orderId}` : key;
}

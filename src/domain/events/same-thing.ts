import type { Fault } from '../faults.ts';
import { localIds, type ShopEvent } from './event-types.ts';

/** What says which thing an event is about, by its path in the document; null = it says none. */
type Identity = ReadonlyMap<string, string | null>;

/** Where another payload of an event is about another thing than the first: each id that differs is a fault. */
export function otherThing(first: ShopEvent, other: ShopEvent): Fault[] {
  const before = identityOf(first);
  return [...identityOf(other)].flatMap(([path, now]) => {
    const was = before.get(path) ?? null;
    if (was === now) return [];
    const message =
      was === null
        ? 'Must stay absent: the event was taken in without one.'
        : `Must stay ${JSON.stringify(was)}: another one is another event.`;
    return [{ path, message }];
  });
}

function identityOf(event: ShopEvent): Identity {
  const { userId, orderId, refundId } = localIds(event);
  return new Map([
    ['/data/business_unit', event.businessUnit],
    ['/data/customer/user_id', userId],
    ['/data/order_id', orderId],
    ['/data/refund_id', refundId],
    ...ownIds(event),
  ]);
}

/** Of what is not found by the ids of a user, an order or a refund. */
function ownIds(event: ShopEvent): [string, string][] {
  if (event.type === 'product.updated') return [['/data/sku', event.update.sku]];
  if (event.type !== 'contract.products') return [];
  return [
    ['/data/contract_id', event.batch.contractId],
    ['/data/batch_id', event.batch.batchId],
  ];
}

import type { Address } from '../customer.ts';
import type { OrderChanges } from '../order-update.ts';
import type { Told } from '../stale-update.ts';
import type { Difference } from './differences.ts';
import type { OrderPaid } from './order-paid.ts';
import type { OrderUpdated } from './order-updated.ts';

/** What an order that was sent again may say differently, and is an update of it then: all that an update can change. */
const UPDATABLE: ReadonlySet<string> = new Set([
  'order status',
  'order description',
  'order billingAddress',
  'order shippingAddress',
]);

function filled(address: Address | null): Address | null {
  return address !== null && Object.values(address).some((part) => part.length > 0) ? address : null;
}

/**
 * The update that an order is which was sent again, of what it says differently than before; null where it differs in anything but
 * what an update can change: in lines, money, customer. `at`: when it was so; `told`: what was told before.
 */
export function updateOfOrder(
  { businessUnit, order }: OrderPaid,
  differences: readonly Difference[],
  at: string,
  told: Told,
): OrderUpdated | null {
  const differing = new Set(differences.map(({ path }) => path.split(' ', 2).join(' ')));
  if ([...differing].some((field) => !UPDATABLE.has(field))) return null;
  const changes: OrderChanges = {
    ...(differing.has('order status') ? { status: order.status } : {}),
    ...(differing.has('order description') ? { description: order.description } : {}),
    ...(differing.has('order billingAddress') ? { billingAddress: filled(order.billingAddress) } : {}),
    ...(differing.has('order shippingAddress') ? { shippingAddress: filled(order.shippingAddress) } : {}),
  };
  return { type: 'order.updated', businessUnit, update: { orderId: order.orderId, updatedAt: at, changes, told } };
}

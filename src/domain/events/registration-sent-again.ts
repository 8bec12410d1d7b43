import { statedChanges } from '../customer-update.ts';
import type { Told } from '../stale-update.ts';
import type { CustomerRegistered } from './customer-registered.ts';
import type { CustomerUpdated } from './customer-updated.ts';
import type { Difference } from './differences.ts';

/**
 * The update that a registration is which came again, of what it says differently than before; what it does not say stays. `at`: when it
 * was so; `told`: what was told before.
 */
export function updateOfRegistration(
  { businessUnit, customer }: CustomerRegistered,
  differences: readonly Difference[],
  at: string,
  told: Told,
): CustomerUpdated {
  const paths = differences.map(({ path }) => `${path} `);
  const differs = (field: string) => {
    const own = `customer ${field} `;
    return paths.some((path) => path.startsWith(own) || own.startsWith(path));
  };
  const update = { customer, changes: statedChanges(customer, differs), updatedAt: at, told };
  return { type: 'customer.updated', businessUnit, update };
}

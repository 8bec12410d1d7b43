import fc from 'fast-check';
import { expect, test } from 'vitest';
import { belongingKeys } from '../../../src/domain/events/event-types.ts';
import { sampleOrder, sampleRefund, sampleRegistration } from '../../../src/domain/events/samples.ts';
import { eventIn } from '../../support/domain/read-events.ts';

const registrationKeys = (customer = {}) =>
  belongingKeys(eventIn('customer.registered', sampleRegistration({ customer })), 'suitecrm');

test('a registration belongs to its user and its address in any case', () => {
  expect(registrationKeys({ email: 'Iam.Robot4@Example.COM' })).toEqual([
    'user:experience:U1001',
    'email:suitecrm:iam.robot4@example.com',
  ]);
  expect(registrationKeys({ email: null })).toEqual(['user:experience:U1001']);
});

test('an order belongs to its user, its address and itself', () => {
  expect(belongingKeys(eventIn('order.paid', sampleOrder()), 'suitecrm')).toEqual([
    'user:experience:U1001',
    'email:suitecrm:iam.robot4@example.com',
    'order:experience:OTR2020121600004',
  ]);
});

test('the order of a guest has no user', () => {
  const guest = eventIn('order.paid', sampleOrder({ customer: { user_id: null } }));
  expect(belongingKeys(guest, 'suitecrm')).toEqual([
    'email:suitecrm:iam.robot4@example.com',
    'order:experience:OTR2020121600004',
  ]);
});

test('a refund belongs to its order', () => {
  expect(belongingKeys(eventIn('order.refunded', sampleRefund()), 'suitecrm')).toEqual([
    'order:experience:OTR2020121600004',
  ]);
});

test('no two units and ids make one key', () => {
  const refundKey = (businessUnit: string, orderId: string) => {
    const refund = {
      refundId: 'R',
      orderId,
      refundedAt: '',
      reason: '',
      lines: [],
      shipping: 'all',
      money: null,
    } as const;
    return belongingKeys({ type: 'order.refunded', businessUnit, refund }, 'suitecrm')[0];
  };
  const name = fc.string({ unit: fc.constantFrom('a', ':', '%', '3', 'A') });
  fc.assert(
    fc.property(name, name, name, name, (unit, id, otherUnit, otherId) => {
      const same = unit === otherUnit && id === otherId;
      expect(refundKey(unit, id) === refundKey(otherUnit, otherId)).toBe(same);
    }),
  );
});

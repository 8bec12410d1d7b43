import { expect, test } from 'vitest';
import { redactStepKey, redactStepValue } from '../../../src/operations/privacy/redact-step.ts';

const ID = '4e640918-9db7-2121-94b5-5eba64642e0c';

test('of a step ids, amounts and what tells the currency stay, and no other text', () => {
  expect(
    redactStepValue({
      billing_contact_id: ID,
      currency_id: '-99',
      total_amount: '-5754.00',
      vat: 5,
      status: 'Paid',
      name: 'Ada',
      billing_address_street: 'Ockham Park',
      phone_mobile: '0912345678',
      account_id: 'Ada',
      subtotal_amount: 'Ada',
      rows: [{ id: ID, email: 'ada@example.com' }],
    }),
  ).toEqual({
    billing_contact_id: ID,
    currency_id: '-99',
    total_amount: '-5754.00',
    vat: 5,
    status: 'Paid',
    rows: [{ id: ID }],
  });
  expect(redactStepValue(ID)).toBe(ID);
  expect(redactStepValue([ID, 'Ada'])).toEqual([ID]);
  expect(redactStepValue('ada@example.com')).toBeNull();
  expect(redactStepValue(null)).toBeNull();
});

test('the key of a step that names an address says which step it was, and is another one for each', () => {
  expect(redactStepKey('contact look-up ada@example.com', 3)).toBe('contact look-up [erased]3');
  expect(redactStepKey('product MISM01 look-up', 3)).toBe('product MISM01 look-up');
});

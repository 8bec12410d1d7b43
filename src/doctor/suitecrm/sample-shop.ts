import type { Customer } from '../../domain/customer.ts';
import { Decimal, ZERO } from '../../domain/money.ts';
import type { Order } from '../../domain/order.ts';

/** The same with nothing absent: a field that is added to the domain must be filled in here as well. */
export type Complete<T> = T extends Decimal | string | number | boolean
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Complete<Item>[]
    : { readonly [Key in keyof T]: Complete<NonNullable<T[Key]>> };

const ADDRESS = { street: ['1', '2', '3'], city: 'c', state: 's', postalCode: '1', country: 'c' };

/** A customer of whom everything is known. */
export const CUSTOMER: Complete<Customer> = {
  userId: 'u',
  email: 'a@example.com',
  email2: 'b@example.com',
  salutation: 's',
  firstName: 'f',
  lastName: 'l',
  title: 't',
  description: 'd',
  phones: { home: '1', mobile: '2', work: '3', other: '4', fax: '5' },
  address: ADDRESS,
  birthdate: '2000-01-01',
  gender: 'g',
  website: 'w',
  doNotCall: true,
  emailOptOut: true,
  referredBy: 'r',
  leadSource: 'l',
  leadSourceDescription: 'd',
  consent: { lawfulBasis: ['b'], source: 's', reviewedOn: '2000-01-01' },
};

const one = new Decimal(1);

/** An order that makes use of everything an order can hold. */
export const ORDER: Complete<Order> = {
  orderId: 'o',
  orderNumber: '#o',
  orderedAt: '2000-01-01T00:00:00Z',
  currency: 'TWD',
  decimals: 2,
  pricesIncludeTax: false,
  status: 'Paid',
  description: 'd',
  customer: CUSTOMER,
  billingAddress: ADDRESS,
  shippingAddress: ADDRESS,
  groups: [
    {
      name: 'g',
      description: 'd',
      lines: [
        {
          lineId: '1',
          sku: 's',
          name: 'n',
          description: 'd',
          category: 'c',
          type: 'Good',
          quantity: one,
          cost: one,
          listPrice: one,
          discount: { type: 'Amount', value: one },
          tax: { by: 'rate', rate: one },
          url: 'u',
          image: 'i',
          marker: { name: 'n', type: 't', description: 'd', city: 'c', state: 's', country: 'c', lat: one, lng: one },
        },
      ],
    },
  ],
  discounts: [{ name: 'n', code: 'c', amount: ZERO }],
  fees: [{ lineId: 'fee:1', name: 'n', amount: one, tax: { by: 'rate', rate: one } }],
  shipping: { amount: one, tax: { by: 'rate', rate: one } },
  totals: {},
  promotions: ['p'],
};

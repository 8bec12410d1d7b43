import { describe, expect, test } from 'vitest';
import { DeliveryUnreadable } from '../../../src/shops/platform.ts';
import { asEvent, asSample, shopifySample, shopifyShop, told } from '../../support/shops/shopify.ts';

describe('a customer of Shopify', () => {
  test('is told as a registration with what the shop knows', async () => {
    const body = await shopifySample('04-customers-create', 'body');
    const { customers, warnings } = told('customers/create', body);
    expect(warnings).toEqual([]);
    expect(customers).toEqual([
      {
        userId: 'main:706405506930370084',
        isNew: true,
        at: '2022-01-01T00:00:00.000Z',
        customer: {
          user_id: 'main:706405506930370084',
          email: 'buyer4@example.com',
          first_name: 'Ben',
          last_name: 'Sample',
          description: 'This customer loves ice cream',
        },
      },
    ]);
    expect(asEvent('customer.registered', { customer: customers[0]?.customer })).toMatchObject({ ok: true });
    expect(told('customers/update', body).customers[0]).toMatchObject({ isNew: false });
  });

  test('may have no name, and a phone in the address alone', () => {
    const body = {
      id: 1,
      email: '',
      first_name: null,
      last_name: null,
      updated_at: '2026-01-05T10:00:00+08:00',
      email_marketing_consent: { state: 'unsubscribed' },
      default_address: {
        phone: '0900000000',
        address1: '範例路1號',
        city: '龜山區',
        province: null,
        country: 'Taiwan',
      },
    };
    const { customers } = told('customers/update', body);
    expect(customers[0]?.customer).toEqual({
      user_id: 'main:1',
      phones: { mobile: '0900000000' },
      email_opt_out: true,
      address: { street: ['範例路1號'], city: '龜山區', country: 'Taiwan' },
    });
    const update = { updated_at: customers[0]?.at, customer: customers[0]?.customer };
    expect(asEvent('customer.updated', update)).toMatchObject({ ok: true });
  });

  test('without an address and a phone is not told, and a warning says so', () => {
    const { customers, warnings } = told('customers/create', { id: 1, created_at: '2026-01-05T02:00:00Z' });
    expect(customers).toEqual([]);
    expect(warnings).toEqual([{ kind: 'record', text: expect.stringContaining('customer 1 of the shop') }]);
  });
});

describe('a product of Shopify', () => {
  const product = {
    id: 788032119674,
    title: 'Tea',
    body_html: '<p>Green &amp; <b>fresh</b></p>',
    product_type: 'Drinks',
    updated_at: '2026-01-05T10:00:00+08:00',
    images: [
      { id: 1, src: 'https://cdn.example.com/1.jpg' },
      { id: 2, src: 'https://cdn.example.com/2.jpg' },
    ],
    variants: [
      { id: 11, title: 'Default Title', sku: 'TEA-1', price: '19.90', requires_shipping: true, image_id: 2 },
      { id: 12, title: 'Large', sku: ' TEA-2 ', price: '29.90', requires_shipping: false, image_id: null },
      { id: 13, title: 'Loose', sku: '', price: '9.90' },
    ],
  };

  test('is told as each variant that has a sku', () => {
    const shop = shopifyShop({ category: 'G', categories: new Map([['Drinks', 'E']]) });
    const { products } = told('products/update', product, shop);
    expect(products).toEqual([
      {
        productId: '11',
        at: '2026-01-05T02:00:00.000Z',
        data: {
          sku: 'TEA-1',
          updated_at: '2026-01-05T02:00:00.000Z',
          name: 'Tea',
          description: 'Green & fresh',
          type: 'Good',
          category: 'E',
          list_price: '19.9',
          image: 'https://cdn.example.com/2.jpg',
        },
      },
      expect.objectContaining({ productId: '12' }),
    ]);
    expect(products[1]?.data).toMatchObject({ sku: 'TEA-2', name: 'Tea - Large', type: 'Service' });
    for (const { data } of products) expect(asEvent('product.updated', data)).toMatchObject({ ok: true });
  });

  test('of an unknown type is of the category of the shop, else of none', () => {
    const other = { ...product, product_type: 'Toys' };
    expect(told('products/update', other, shopifyShop({ category: 'G' })).products[0]?.data.category).toBe('G');
    expect(told('products/update', other).products[0]?.data).not.toHaveProperty('category');
  });
});

describe('what the law lets a person ask for', () => {
  test('is told as it was asked', async () => {
    const bodies = await shopifySample('07-privacy-topics');
    expect(told('customers/redact', bodies['customers/redact']).privacy).toEqual([
      {
        kind: 'erase_customer',
        userId: 'main:191167',
        email: 'buyer7@example.com',
        phone: '+10000000000',
        orderIds: ['main:299938', 'main:280263', 'main:220458'],
      },
    ]);
    expect(told('customers/data_request', bodies['customers/data_request']).privacy).toEqual([
      {
        kind: 'data_request',
        userId: 'main:191167',
        email: expect.any(String),
        orderIds: expect.any(Array),
        requestId: '9999',
      },
    ]);
    expect(told('shop/redact', bodies['shop/redact']).privacy).toEqual([{ kind: 'erase_shop' }]);
  });

  test('may name somebody by the address alone, but not nobody', async () => {
    const { customer: _, ...body } = asSample((await shopifySample('07-privacy-topics'))['customers/redact']);
    const named = { ...body, orders_to_redact: [], customer: { email: 'ada@example.com' } };
    expect(told('customers/redact', named).privacy).toMatchObject([{ userId: null, email: 'ada@example.com' }]);
    expect(() => told('customers/redact', { ...body, orders_to_redact: [] })).toThrow('does not tell which one');
  });

  test('is not asked by a body of another topic: no signature is over the topic', async () => {
    const privacy = await shopifySample('07-privacy-topics');
    const others = {
      ...privacy,
      'orders/paid': await shopifySample('01-orders-paid-test-notification', 'body'),
      'refunds/create': await shopifySample('02-refunds-create-test-notification', 'body'),
      'customers/create': await shopifySample('04-customers-create', 'body'),
      none: {},
    };
    for (const topic of Object.keys(privacy)) {
      for (const [other, body] of Object.entries(others)) {
        // A question about nobody erases nothing, and a person looks at it.
        if (topic === other || (topic === 'customers/data_request' && other === 'shop/redact')) continue;
        expect(() => told(topic, body), `${other} as ${topic}`).toThrow(DeliveryUnreadable);
      }
    }
  });
});

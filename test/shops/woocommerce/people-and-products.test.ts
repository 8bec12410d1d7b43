import { expect, test } from 'vitest';
import { woocommerce } from '../../../src/shops/woocommerce/woocommerce.ts';
import { delivery, taken, wooSampleJson, wooShop } from '../../support/shops/woocommerce.ts';

const customer = {
  id: 25,
  role: 'customer',
  email: 'ada@example.com',
  first_name: '',
  last_name: '',
  date_created_gmt: '2026-01-05T01:00:00',
  date_modified_gmt: null,
  billing: {
    first_name: 'Ada',
    last_name: 'O&#039;Neil',
    address_1: 'No. 1',
    postcode: '89073',
    country: 'DE',
    phone: '+1',
  },
};

test('a customer is told with the names of the billing address where the account has none', () => {
  const told = woocommerce.translate(delivery('customer.created', customer), wooShop()).customers;
  expect(told).toEqual([
    {
      userId: 'blog:25',
      isNew: true,
      at: '2026-01-05T01:00:00Z',
      customer: {
        user_id: 'blog:25',
        email: 'ada@example.com',
        first_name: 'Ada',
        last_name: "O'Neil",
        phones: { mobile: '+1' },
        address: { street: ['No. 1'], city: '', state: '', postal_code: '89073', country: 'DE' },
      },
    },
  ]);
  const data = { business_unit: 'experience', customer: told[0]?.customer };
  expect(taken('customer.registered', data).type).toBe('customer.registered');
  expect(taken('customer.updated', data).type).toBe('customer.updated');
});

test('what a customer left empty is left out, so that an update empties nothing in the CRM', () => {
  const bare = { ...customer, billing: [], date_modified_gmt: '2026-01-06T01:00:00' };
  const [told] = woocommerce.translate(delivery('customer.updated', bare), wooShop()).customers;
  expect(told).toMatchObject({ isNew: false, at: '2026-01-06T01:00:00Z' });
  expect(told?.customer).toEqual({ user_id: 'blog:25', email: 'ada@example.com', phones: {} });
});

test('users of the shop who are no customers are nobody', () => {
  for (const role of ['subscriber', 'shop_manager', '', undefined]) {
    expect(woocommerce.translate(delivery('customer.created', { ...customer, role }), wooShop()).customers).toEqual([]);
  }
});

test('a product with a sku is told, its category as it is mapped', async () => {
  const { body } = await wooSampleJson('12-webhook-product-created-with-headers.json');
  const shop = wooShop({ categories: new Map([['Uncategorized', 'Other']]) });
  expect(woocommerce.translate(delivery('product.updated', body), shop).products).toEqual([]);
  const [told] = woocommerce.translate(delivery('product.updated', { ...Object(body), sku: 'PM-1' }), shop).products;
  expect(told).toEqual({
    productId: 'blog:18',
    at: '2023-03-26T09:29:39Z',
    data: {
      sku: 'PM-1',
      name: 'Perpemint',
      description: 'Very Usefull',
      type: 'Good',
      category: 'Other',
      list_price: '200',
      url: 'https://shop.example.com/',
      image: '',
      updated_at: '2023-03-26T09:29:39Z',
    },
  });
  expect(taken('product.updated', { business_unit: 'experience', ...told?.data }).type).toBe('product.updated');
});

test('a variation has its own sku, price and image', () => {
  const variation = {
    id: 95,
    type: 'variation',
    parent_id: 93,
    name: 'Shirt &ndash; L',
    sku: 'S-L',
    price: 12.5,
    regular_price: '',
    virtual: true,
    image: { src: 'https://shop.example.com/l.jpg' },
    date_modified_gmt: '2026-01-05T01:00:00',
  };
  const [told] = woocommerce.translate(delivery('product.updated', variation), wooShop()).products;
  expect(told?.data).toMatchObject({
    sku: 'S-L',
    name: 'Shirt – L',
    type: 'Service',
    list_price: '12.5',
    category: 'E',
  });
  expect(told?.data.image).toBe('https://shop.example.com/l.jpg');
});

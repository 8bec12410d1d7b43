/** Any part of a JSON document, to be laid over a sample: objects are merged, everything else replaces. */
export type Overrides = Readonly<Record<string, unknown>>;

/** A customer who registers. `overrides` go over `data`. */
export function sampleRegistration(overrides: Overrides = {}) {
  return sample('customer.registered', '2020-10-06T03:00:00Z', REGISTRATION, overrides);
}

/** A paid order of two tea tours: 2700 − 10 each, vat 269, shipping 100 with 5 tax, together 5754. */
export function sampleOrder(overrides: Overrides = {}) {
  return sample('order.paid', '2020-12-16T09:00:00Z', ORDER, overrides);
}

/** A refund of one of the two tea tours, without shipping. */
export function sampleRefund(overrides: Overrides = {}) {
  return sample('order.refunded', '2020-12-20T02:00:00Z', REFUND, overrides);
}

/** One product for contract 104 of an ikcrm unit. */
export function sampleContractProducts(overrides: Overrides = {}) {
  return sample('contract.products', '2026-01-05T02:00:00Z', CONTRACT_PRODUCTS, overrides);
}

function sample<const Type extends string>(type: Type, timestamp: string, data: Overrides, overrides: Overrides) {
  return { type, timestamp, data: merge(structuredClone(data), overrides) };
}

function merge(base: Overrides, overrides: Overrides): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(overrides)) {
    const under = merged[key];
    if (value === undefined) delete merged[key];
    else merged[key] = isObject(under) && isObject(value) ? merge(under, value) : value;
  }
  return merged;
}

function isObject(value: unknown): value is Overrides {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const REGISTRATION = {
  business_unit: 'experience',
  customer: {
    user_id: 'U1001',
    email: 'iam.robot4@example.com',
    email2: null,
    salutation: 'Mr.',
    first_name: 'Iam',
    last_name: 'Robot4',
    title: 'Engineer',
    description: '',
    phones: { home: '+886 8-88888888', mobile: '+886 912345678', work: '+886 7-77777777', other: '', fax: '' },
    address: {
      street: ['No. 1, Sec. 1', 'Floor 2', ''],
      city: 'Taipei',
      state: '',
      postal_code: '100',
      country: 'Taiwan',
    },
    birthdate: '1990-10-06',
    gender: null,
    website: 'http://example.com',
    do_not_call: false,
    email_opt_out: false,
    referred_by: '汪東城',
    lead_source: 'Web Site',
    lead_source_description: 'spring campaign',
    consent: { lawful_basis: ['consent'], source: 'website', reviewed_on: '2020-10-06' },
  },
};

const ORDER = {
  business_unit: 'experience',
  order_id: 'OTR2020121600004',
  ordered_at: '2020-12-16T09:00:00Z',
  currency: 'TWD',
  status: 'Paid',
  description: '',
  customer: { user_id: 'U1001', email: 'iam.robot4@example.com', first_name: 'Iam', last_name: 'Robot4' },
  billing_address: { street: ['No. 1'], city: 'Taipei', state: '', postal_code: '100', country: 'Taiwan' },
  shipping_address: null,
  groups: [
    {
      name: 'Day trips',
      description: '',
      lines: [
        {
          line_id: '1',
          sku: 'MISM01040500000282',
          name: 'Tea tour',
          description: '',
          category: 'E',
          type: 'Service',
          quantity: '2',
          cost: '2000',
          list_price: '2700',
          discount: { type: 'Amount', value: '10' },
          vat_rate: '5',
          url: null,
          image: null,
          marker: {
            name: 'Tea house',
            type: 'origin',
            description: '',
            city: 'Taipei',
            state: '',
            country: 'Taiwan',
            lat: '25.033',
            lng: '121.565',
          },
        },
      ],
    },
  ],
  shipping: { amount: '100', tax_rate: '5' },
  promotions: ['PROMO10'],
  totals: { total_amount: '5754' },
};

const REFUND = {
  business_unit: 'experience',
  refund_id: 'R-1',
  order_id: 'OTR2020121600004',
  refunded_at: '2020-12-20T02:00:00Z',
  reason: 'customer request',
  lines: [{ line_id: '1', quantity: '1' }],
  shipping: false,
};

const CONTRACT_PRODUCTS = {
  business_unit: 'wholesale',
  batch_id: 'B-77',
  contract_id: 104,
  products: [
    { line_id: '1', product_id: 511521, quantity: '1', recommended_unit_price: '3.0', remark: 'first delivery' },
  ],
};

import { beforeAll, describe, expect, it } from 'vitest';
import type { Overrides } from '../../src/domain/events/samples.ts';
import { type Bench, type BenchOptions, useBench } from '../support/service.ts';
import { answerInRounds } from '../support/workflows/rounds.ts';
import { changed, newCustomer, newId, newLine, newOrder, newRegistration } from '../support/workflows/shop-events.ts';
import { staffOf } from '../support/workflows/staff.ts';

const GROUPS = ['a253557e-40f7-11eb-8665-fa163ef36d26', '70b1530c-40da-11eb-8665-fa163ef36d26'];
const PROMOTIONS = ['PROMO10', 'Market Premium'];
const MARKER = { name: 'Tea house', lat: '25.033', lng: '121.565' };
/** The sample customer's own `user_id` is not a guest's. */
const GUEST = { user_id: undefined };
/** As wide as the widest round; the calls of a round wait for each other. */
const WIDE = { concurrency: 16, timeoutMs: 60_000 };

const known = newCustomer();

/** Lines of products that the service knows, under numbers from 1. */
function knownLines(count: number, from = 1) {
  return Array.from({ length: count }, (_, index) =>
    newLine({ line_id: String(from + index), sku: `KNOWN-${index + 1}` }),
  );
}

/** Three lines in one group by the known customer, of whom and of whose products all is known. */
function knownOrder(overrides: Overrides = {}) {
  return newOrder({ customer: known, groups: [{ name: 'Day trips', lines: knownLines(3) }], ...overrides });
}

/** The same with a last line of another product. */
function orderOfAnother(line: Overrides) {
  const other = newLine({ line_id: '9', sku: newId('OTHER'), ...line });
  return knownOrder({ groups: [{ name: 'Day trips', lines: [...knownLines(2), other] }] });
}

type Body = ReturnType<typeof newOrder>;

/** What an order costs in the CRM. */
interface Cost {
  readonly calls: number;
  /** How many of them are on their way at once, one round after another. */
  readonly rounds: readonly number[];
}

interface Kind extends Cost {
  readonly kind: string;
  readonly order: () => Body | Promise<Body>;
}

async function playDone(bench: Bench, order: Body): Promise<void> {
  expect(await bench.play('orders', order)).toMatchObject({ status: 'done', attempts: 1, warnings: [] });
}

async function expectCost(bench: Bench, order: Body, { calls, rounds }: Cost): Promise<void> {
  const made = await answerInRounds(bench, rounds, () => playDone(bench, order));
  const cost = { calls: made.flat().length, rounds: made.map((round) => round.length) };
  expect(cost, JSON.stringify(made)).toEqual({ calls, rounds });
}

/** The sale of three lines: the invoice; its group, lines and security group; a look whether the security group stands. */
const SALE = [1, 5, 1];

describe('an order of three lines in one group, its products known', () => {
  const bench = useBench({ suitecrm: WIDE });
  beforeAll(async () => {
    await bench.play('registrations', newRegistration(known));
    await bench.play('orders', knownOrder({ groups: [{ lines: knownLines(6) }], promotions: PROMOTIONS }));
    await bench.play('orders', knownOrder({ currency: 'USD' }));
  });

  const CUSTOMERS: readonly Kind[] = [
    { kind: 'a known customer', calls: 7, rounds: SALE, order: knownOrder },
    {
      kind: 'a known customer as a guest',
      calls: 7,
      rounds: SALE,
      order: () => knownOrder({ customer: { ...GUEST, email: known.email } }),
    },
    {
      kind: 'a new user with the address of a known customer',
      calls: 7,
      rounds: SALE,
      order: () => knownOrder({ customer: newCustomer({ email: known.email }) }),
    },
    { kind: 'nobody, as at a till', calls: 7, rounds: SALE, order: () => knownOrder({ customer: undefined }) },
    // GET and POST of the contact before the invoice; its target list and a look at that beside the sale.
    {
      kind: 'a new customer',
      calls: 11,
      rounds: [1, 1, 2, 6, 1],
      order: () => knownOrder({ customer: newCustomer() }),
    },
    {
      kind: 'a new guest with an address',
      calls: 11,
      rounds: [1, 1, 2, 6, 1],
      order: () => knownOrder({ customer: newCustomer(GUEST) }),
    },
    // Nothing to look for the contact by.
    {
      kind: 'a new guest with a phone alone',
      calls: 10,
      rounds: [1, 2, 6, 1],
      order: () => knownOrder({ customer: { ...GUEST, email: undefined, phones: { mobile: newId('+886 91234') } } }),
    },
    {
      kind: 'a new customer who has not paid yet',
      calls: 9,
      rounds: [1, 1, ...SALE],
      order: () => knownOrder({ customer: newCustomer(), status: 'Not Paid' }),
    },
    // The lead is related, then marked as converted.
    {
      kind: 'a registered lead who becomes a contact',
      calls: 13,
      rounds: [1, 1, 3, 7, 1],
      order: async () => {
        const customer = newCustomer();
        await bench.play('registrations', newRegistration(customer));
        return knownOrder({ customer });
      },
    },
    {
      kind: 'a contact of the CRM, found by the address',
      calls: 10,
      rounds: [1, 2, 6, 1],
      order: async () => {
        const customer = newCustomer();
        const staff = staffOf(bench.crm);
        await staff.create('Contacts', { last_name: 'Robot4', email1: customer.email });
        await staff.leave();
        return knownOrder({ customer });
      },
    },
  ];

  it.each(CUSTOMERS)('by $kind takes $calls calls in rounds of $rounds', async ({ order, ...cost }) => {
    await expectCost(bench, await order(), cost);
  });

  const SHAPES: readonly Kind[] = [
    { kind: 'one line', calls: 5, rounds: [1, 3, 1], order: () => knownOrder({ groups: [{ lines: knownLines(1) }] }) },
    {
      kind: 'six lines',
      calls: 10,
      rounds: [1, 8, 1],
      order: () => knownOrder({ groups: [{ lines: knownLines(6) }] }),
    },
    {
      kind: 'two groups',
      calls: 8,
      rounds: [1, 6, 1],
      order: () => knownOrder({ groups: [{ lines: knownLines(2) }, { lines: knownLines(1, 3) }] }),
    },
    { kind: 'another currency', calls: 7, rounds: SALE, order: () => knownOrder({ currency: 'USD' }) },
    // One for each promotion, and one look at all of them.
    {
      kind: 'a promotion',
      calls: 9,
      rounds: [1, 6, 2],
      order: () => knownOrder({ promotions: PROMOTIONS.slice(0, 1) }),
    },
    { kind: 'two promotions', calls: 10, rounds: [1, 7, 2], order: () => knownOrder({ promotions: PROMOTIONS }) },
    {
      kind: 'a product of the CRM, found by its part number',
      calls: 8,
      rounds: [1, ...SALE],
      order: async () => {
        const sku = newId('THEIRS');
        const staff = staffOf(bench.crm);
        await staff.create('AOS_Products', { name: 'Tea', part_number: sku });
        await staff.leave();
        return orderOfAnother({ sku });
      },
    },
    { kind: 'a new product', calls: 9, rounds: [1, 1, ...SALE], order: () => orderOfAnother({}) },
    // The product, its pin on the map, their relation and a look at that, one after the other.
    {
      kind: 'a new product with a pin on the map',
      calls: 12,
      rounds: [1, 1, 1, 1, 1, ...SALE],
      order: () => orderOfAnother({ marker: MARKER }),
    },
    // Both are provided side by side.
    {
      kind: 'a new product by a new customer',
      calls: 13,
      rounds: [2, 2, 2, 6, 1],
      order: () => changed(orderOfAnother({}), { customer: newCustomer() }),
    },
  ];

  it.each(SHAPES)('with $kind takes $calls calls in rounds of $rounds', async ({ order, ...cost }) => {
    await expectCost(bench, await order(), cost);
  });
});

describe('an order of three lines in one group by a known customer', () => {
  const bench = useBench({ suitecrm: WIDE });
  beforeAll(() => playDone(bench, knownOrder()));

  const SETTINGS: readonly (Cost & Pick<BenchOptions, 'suitecrm' | 'unit'> & { readonly kind: string })[] = [
    { kind: 'no security group', calls: 5, rounds: [1, 4], unit: { securityGroupIds: [] } },
    { kind: 'two security groups', calls: 8, rounds: [1, 6, 1], unit: { securityGroupIds: GROUPS } },
    { kind: 'relations that are not looked at', calls: 6, rounds: [1, 5], suitecrm: { verifyRelations: false } },
    // The contact and each product are looked at before they are named.
    { kind: 'links that are always looked at', calls: 11, rounds: [4, ...SALE], suitecrm: { linkCheckMs: 0 } },
  ];

  it.each(SETTINGS)('with $kind takes $calls calls in rounds of $rounds', async ({ suitecrm, unit = {}, ...cost }) => {
    await bench.restart({ suitecrm: { ...WIDE, ...suitecrm }, unit });
    await playDone(bench, knownOrder());
    await expectCost(bench, knownOrder(), cost);
  });

  it('looks for its currency and promotion once after a start', async () => {
    await bench.restart({ suitecrm: WIDE, unit: {} });
    const order = () => knownOrder({ currency: 'USD', promotions: PROMOTIONS.slice(0, 1) });
    await expectCost(bench, order(), { calls: 11, rounds: [1, 1, 6, 2, 1] });
    await expectCost(bench, order(), { calls: 9, rounds: [1, 6, 2] });
  });
});

import { expect, it } from 'vitest';
import type { Snapshot } from '../../lab/simulator/suitecrm/index.ts';
import type { Message, OrderFacts } from '../../lab/soak/script/message.ts';
import { compareSales } from '../../lab/soak/shops/sales.ts';

const PAID: OrderFacts = { order: '#1', total: '105.00', refunds: {} };
const REFUNDED: OrderFacts = { order: '#1', total: null, refunds: { 7: '5.00', 8: '5.00' } };

function delivery(tells: OrderFacts, webhookId = 'one'): Message {
  const to = { shop: 'main', topic: 'orders/updated', eventId: 'e', tells, shows: null, isDropped: false } as const;
  return { webhookId, text: '', kind: '', to };
}

function crmWith(...totals: readonly string[]): Snapshot {
  const invoice = (total_amount: string, index: number) => ({
    id: `${index}`,
    deleted: false,
    values: { name: '#1', total_amount },
  });
  return { records: { AOS_Invoices: totals.map(invoice) }, joins: {}, emails: [] };
}

const told = () => true;
const nothing = { duplicates: [], losses: [], differences: [] };

it('is content with one sale of each order and one return of each refund, however often they were told', () => {
  const messages = [delivery(PAID), delivery(PAID), delivery(REFUNDED)];
  expect(compareSales(messages, told, crmWith('105', '-5.000000', '-5'))).toEqual(nothing);
});

it('misses a sale, and one of two returns of the same amount', () => {
  const messages = [delivery(PAID), delivery(REFUNDED)];
  expect(compareSales(messages, told, crmWith('-5')).losses).toEqual([
    'invoice of a connected shop #1 of 105.00',
    'invoice of a connected shop #1 of -5.00, time 2',
  ]);
});

it('sees a sale that stands twice, and one of another total', () => {
  expect(compareSales([delivery(PAID)], told, crmWith('105', '105')).duplicates).toHaveLength(1);
  expect(compareSales([delivery(PAID)], told, crmWith('104.99'))).toMatchObject({
    duplicates: ['invoice of a connected shop #1 of 104.99'],
    losses: ['invoice of a connected shop #1 of 105.00'],
  });
});

it('expects nothing of what has not reached the service, nor a return whose sale has not', () => {
  const messages = [delivery(PAID, 'unsent'), delivery(REFUNDED)];
  const isTold = ({ webhookId }: Message) => webhookId !== 'unsent';
  expect(compareSales(messages, isTold, crmWith())).toEqual(nothing);
  expect(compareSales(messages, isTold, crmWith('105')).duplicates).toHaveLength(1);
});

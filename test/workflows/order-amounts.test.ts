import { describe, expect, it } from 'vitest';
import { useBench } from '../support/service.ts';
import { callsDuring, callsLike, sentAttributes } from '../support/workflows/calls.ts';
import { figures, saleOf } from '../support/workflows/crm-records.ts';
import { newLine, newOrder, textOf } from '../support/workflows/shop-events.ts';

const INVOICE_FIGURES = [
  'total_amt',
  'discount_amount',
  'subtotal_amount',
  'tax_amount',
  'shipping_amount',
  'shipping_tax',
  'shipping_tax_amt',
  'total_amount',
];
const GROUP_FIGURES = ['total_amt', 'discount_amount', 'subtotal_amount', 'tax_amount', 'total_amount'];
const LINE_FIGURES = [
  'product_qty',
  'product_cost_price',
  'product_list_price',
  'product_discount',
  'product_unit_price',
  'product_total_price',
  'vat_amt',
  'vat',
];

describe('the amounts of an order in the CRM', () => {
  const bench = useBench();

  const play = async (overrides: Readonly<Record<string, unknown>>) => {
    const order = newOrder(overrides);
    expect(await bench.play('orders', order)).toMatchObject({ status: 'done', warnings: [] });
    return saleOf(bench.crm, textOf(order, 'order_id'));
  };

  it('are those that the API reference works out', async () => {
    const { invoice, groups, lines } = await play({
      groups: [
        {
          name: 'Day trips',
          lines: [
            newLine({
              line_id: '1',
              sku: 'J_725_3314',
              quantity: '2',
              cost: '2000',
              list_price: '2700',
              discount: { type: 'Amount', value: '10' },
              vat_rate: '5',
            }),
            newLine({ line_id: '2', list_price: '571', discount: { type: 'Amount', value: '10' }, vat_rate: '5' }),
          ],
        },
        {
          name: 'Tickets',
          lines: [
            newLine({
              line_id: '3',
              cost: '1000',
              list_price: '1000',
              discount: { type: 'Percentage', value: '5' },
              vat_rate: '5',
            }),
          ],
        },
      ],
      shipping: { amount: '100', tax_rate: '5' },
      totals: { total_amount: '7340.55' },
    });
    expect(figures(invoice, ...INVOICE_FIGURES)).toEqual([6971, -80, 6891, 349.55, 100, 5, 5, 7340.55]);
    expect(figures(groups[0], ...GROUP_FIGURES)).toEqual([5971, -30, 5941, 297.05, 6238.05]);
    expect(figures(groups[1], ...GROUP_FIGURES)).toEqual([1000, -50, 950, 47.5, 997.5]);
    expect(figures(lines[0], ...LINE_FIGURES)).toEqual([2, 2000, 2700, 10, 2690, 5380, 269, 5]);
    expect(lines[0]?.discount).toBe('Amount');
    expect(figures(lines[2], ...LINE_FIGURES)).toEqual([1, 1000, 1000, 5, 950, 950, 47.5, 5]);
    expect(lines[2]?.discount).toBe('Percentage');
  });

  it('round half up to the cent where a tax or a percentage is computed, and nowhere else', async () => {
    const { invoice, lines } = await play({
      groups: [
        {
          lines: [
            newLine({
              quantity: '3',
              cost: '0.105',
              list_price: '0.105',
              discount: { type: 'Percentage', value: '50' },
              vat_rate: '7.5',
            }),
          ],
        },
      ],
    });
    // 0.0525 off is 0.05; 0.055 each is 0.165; 7.5 percent of that is 0.012375.
    expect(figures(lines[0], ...LINE_FIGURES)).toEqual([3, 0.105, 0.105, 50, 0.055, 0.165, 0.01, 7.5]);
    expect(figures(invoice, 'total_amt', 'discount_amount', 'total_amount')).toEqual([0.315, -0.15, 0.175]);
  });

  it('stay exact where binary floating point would not', async () => {
    const { invoice } = await play({ groups: [{ lines: [newLine({ quantity: '3', list_price: '1.1' })] }] });
    expect(invoice.total_amount).toBe('3.300000');
  });

  it('are sent as JSON numbers with exactly their digits, never as text', async () => {
    const calls = await callsDuring(bench, () =>
      play({ groups: [{ lines: [newLine({ list_price: '1234567.891234', vat_rate: '5' })] }] }),
    );
    for (const call of ['POST AOS_Invoices', 'POST AOS_Line_Item_Groups', 'POST AOS_Products_Quotes']) {
      const sent = Object.entries(sentAttributes(callsLike(calls, call)[0]));
      const amounts = sent.filter(([name]) => /amt|_amount|price|usdollar|qty/.test(name));
      const texts = amounts.filter(
        ([name, value]) => typeof value !== 'number' && !name.startsWith('product_discount_amount'),
      );
      expect(texts).toEqual([]);
    }
    const line = sentAttributes(callsLike(calls, 'POST AOS_Products_Quotes')[0]);
    expect(line).toMatchObject({ product_list_price: 1_234_567.891_234, vat_amt: 61_728.39 });
  });

  it.each([
    ['5', '5.0'],
    ['17.50', '17.5'],
    ['8.625', '8.625'],
    ['0', '0.0'],
  ])('a rate of %s is %s, as the lists of the CRM spell it', async (given, shown) => {
    const { invoice, lines } = await play({
      groups: [{ lines: [newLine({ vat_rate: given })] }],
      shipping: { amount: '10', tax_rate: given },
    });
    expect([lines[0]?.vat, invoice.shipping_tax]).toEqual([shown, shown]);
  });
});

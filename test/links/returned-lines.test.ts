import { expect, test } from 'vitest';
import { Decimal } from '../../src/domain/money.ts';
import { ReturnedLines } from '../../src/links/returned-lines.ts';
import { newRefund, store } from '../support/events.ts';
import { useTestInbox } from '../support/test-inbox.ts';

const inbox = useTestInbox();

/** Fixes what a refund of order O1 takes back, and shows it as text. */
async function reserve(refundId: string, lines: Readonly<Record<string, string>>, crm = 'suitecrm') {
  const refund = { businessUnit: 'experience', orderId: 'O1', refundId };
  const wanted = Object.entries(lines).map(([line, quantity]) => ({ line, quantity: new Decimal(quantity) }));
  const taken = await new ReturnedLines(inbox.current, crm).reserve(refund, wanted);
  return Object.fromEntries([...taken].map(([line, { before, now }]) => [line, `${now} after ${before}`]));
}

/** Lets the event of a refund come as far as its return. */
async function recordReturn(refundId: string, status: 'pending' | 'done' | 'failed', outcomeUnknown = false) {
  const refund = newRefund('O1', refundId);
  await store(inbox.current, refund);
  await inbox.current.prisma.step.create({
    data: { eventId: refund.id, key: 'return', verb: 'POST', module: 'AOS_Invoices', status, outcomeUnknown },
  });
}

test('the first refund of an order has nothing before it', async () => {
  expect(await reserve('R1', { a: '1.5', shipping: '1' })).toEqual({ a: '1.5 after 0', shipping: '1 after 0' });
});

test('later refunds come after what stands in the CRM, line by line', async () => {
  await reserve('R1', { a: '1', b: '0.000001' });
  await recordReturn('R1', 'done');
  await reserve('R2', { a: '2' });
  await recordReturn('R2', 'done');
  expect(await reserve('R3', { a: '3', b: '1', c: '1' })).toEqual({
    a: '3 after 3',
    b: '1 after 0.000001',
    c: '1 after 0',
  });
});

test('a return that may have reached the CRM counts, one that was refused or never sent does not', async () => {
  await reserve('under way', { a: '1' });
  await recordReturn('under way', 'pending');
  await reserve('unknown', { a: '10' });
  await recordReturn('unknown', 'failed', true);
  await reserve('refused', { a: '100' });
  await recordReturn('refused', 'failed');
  await reserve('never sent', { a: '1000' });
  expect(await reserve('next', { a: '1' })).toEqual({ a: '1 after 11' });
});

test('what was taken before stays as it was fixed, once the return may stand in the CRM', async () => {
  await reserve('R1', { a: '1' });
  await recordReturn('R1', 'pending');
  await reserve('R2', { a: '2' });
  await recordReturn('R2', 'done');
  expect(await reserve('R1', { a: '5', b: '1' })).toEqual({ a: '1 after 0' });
});

test('a return that was refused is fixed anew by its next attempt', async () => {
  await reserve('R1', { a: '9', b: '1' });
  await recordReturn('R1', 'failed');
  await reserve('R2', { a: '2' });
  await recordReturn('R2', 'done');
  expect(await reserve('R1', { a: '1' })).toEqual({ a: '1 after 2' });
  expect(await inbox.current.prisma.returnedLine.count({ where: { refundId: 'R1' } })).toBe(1);
});

test('other orders, units and CRMs take nothing from this one', async () => {
  await reserve('R1', { a: '1' }, 'ikcrm');
  await recordReturn('R1', 'done');
  const other = { businessUnit: 'elsewhere', orderId: 'O1', refundId: 'R2' };
  await new ReturnedLines(inbox.current, 'suitecrm').reserve(other, [{ line: 'a', quantity: new Decimal(7) }]);
  expect(await reserve('R3', { a: '1' })).toEqual({ a: '1 after 0' });
});

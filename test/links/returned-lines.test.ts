import { expect, test } from 'vitest';
import { Decimal } from '../../src/domain/money.ts';
import { LeaseLost } from '../../src/inbox/lease-fence.ts';
import type { Held } from '../../src/inbox/settle.ts';
import { takeOverExpired } from '../../src/inbox/take-over.ts';
import { ReturnedLines } from '../../src/links/returned-lines.ts';
import { expireLease, newRefund, storeAndClaim } from '../support/events.ts';
import { useTestInbox } from '../support/test-inbox.ts';

const inbox = useTestInbox();
const ledger = (crm = 'suitecrm') => new ReturnedLines(inbox.current, crm);
const keyOf = (refundId: string) => ({ businessUnit: 'experience', orderId: 'O1', refundId });

/** The event of a refund of order O1 in work; no keys, since the tests run many at once. */
function running(refundId: string): Promise<Held> {
  return storeAndClaim(inbox.current, newRefund('O1', refundId, { keys: [] }));
}

/** What a refund takes back now, as text. */
async function taken(refundId: string, lines: Readonly<Record<string, string>>, crm?: string) {
  const wanted = Object.entries(lines).map(([line, quantity]) => ({ line, quantity: new Decimal(quantity) }));
  const found = await ledger(crm).taken(keyOf(refundId), wanted);
  return { found, text: Object.fromEntries([...found].map(([line, t]) => [line, `${t.now} after ${t.before}`])) };
}

/** Writes down what a refund takes back, and shows it. */
async function reserve(refundId: string, lines: Readonly<Record<string, string>>, held?: Held) {
  const { found, text } = await taken(refundId, lines);
  await ledger().reserve(held ?? (await running(refundId)), keyOf(refundId), found);
  return text;
}

/** Lets the event of a refund come as far as its return. */
async function recordReturn(held: Held, status: 'pending' | 'done' | 'failed', outcomeUnknown = false) {
  await inbox.current.prisma.step.create({
    data: { eventId: held.id, key: 'return', verb: 'POST', module: 'AOS_Invoices', status, outcomeUnknown },
  });
}

test('the first refund of an order has nothing before it', async () => {
  expect(await reserve('R1', { a: '1.5', shipping: '1' })).toEqual({ a: '1.5 after 0', shipping: '1 after 0' });
});

test('later refunds come after what was written down before, line by line', async () => {
  await reserve('R1', { a: '1', b: '0.000001' });
  await reserve('R2', { a: '2' });
  expect(await reserve('R3', { a: '3', b: '1', c: '1' })).toEqual({
    a: '3 after 3',
    b: '1 after 0.000001',
    c: '1 after 0',
  });
});

test('the rest of an order is what others left: no line of which nothing is left, and all of it where nothing is left at all', async () => {
  const rest = async (refundId: string) => {
    const sold = { a: '3', b: '1', shipping: '1' };
    const wanted = Object.entries(sold).map(([line, n]) => ({ line, quantity: new Decimal(n), rest: true }));
    const found = await ledger().taken(keyOf(refundId), wanted);
    return { found, text: Object.fromEntries([...found].map(([line, t]) => [line, `${t.now} after ${t.before}`])) };
  };
  await reserve('R1', { a: '1', shipping: '1' });
  const { found, text } = await rest('R2');
  expect(text).toEqual({ a: '2 after 1', b: '1 after 0' });
  await ledger().reserve(await running('R2'), keyOf('R2'), found);
  // A later attempt of it takes the same; another one finds nothing.
  expect((await rest('R2')).text).toEqual(text);
  expect((await rest('R3')).text).toEqual({ a: '3 after 3', b: '1 after 1', shipping: '1 after 1' });
});

test('what was taken back counts when the events and their steps are deleted', async () => {
  const held = await running('R1');
  await reserve('R1', { a: '1' }, held);
  await recordReturn(held, 'done');
  await inbox.current.prisma.event.delete({ where: { id: held.id } });
  expect((await taken('R2', { a: '1' })).text).toEqual({ a: '1 after 1' });
});

test('a return that was refused or never sent gives its lines free, one that may stand in the CRM does not', async () => {
  for (const [refundId, lines, status, unknown] of [
    ['under way', { a: '1' }, 'pending', false],
    ['unknown', { a: '10' }, 'failed', true],
    ['done', { a: '100' }, 'done', false],
    ['refused', { a: '1000' }, 'failed', false],
    ['never sent', { a: '10000' }, null, false],
  ] as const) {
    const held = await running(refundId);
    await reserve(refundId, lines, held);
    if (status !== null) await recordReturn(held, status, unknown);
    await ledger().release(held, keyOf(refundId));
  }
  expect((await taken('next', { a: '1' })).text).toEqual({ a: '1 after 111' });
});

test('a return of which an earlier event made a record stays counted when a later event of the refund is refused', async () => {
  const first = await running('R1');
  await reserve('R1', { a: '1' }, first);
  await recordReturn(first, 'failed', true);
  const second = await running('R1');
  await recordReturn(second, 'failed');
  await ledger().release(second, keyOf('R1'));
  expect((await taken('R2', { a: '1' })).text).toEqual({ a: '1 after 1' });
});

test('what was taken before stays as it was written down, for every later attempt of the same', async () => {
  await reserve('R1', { a: '1' });
  await reserve('R2', { a: '2' });
  expect((await taken('R1', { a: '1' })).text).toEqual({ a: '1 after 0' });
});

test('a refund that was corrected takes what it says now, after all others', async () => {
  await reserve('R1', { a: '9', b: '1' });
  await reserve('R2', { a: '2' });
  const held = await running('R1');
  expect(await reserve('R1', { a: '1' }, held)).toEqual({ a: '1 after 2' });
  // Until its return is put right, the greater of both counts.
  expect((await taken('R3', { a: '1', b: '1' })).text).toEqual({ a: '1 after 11', b: '1 after 1' });
  const { found } = await taken('R1', { a: '1' });
  await ledger().settle(held, keyOf('R1'), found);
  expect((await taken('R3', { a: '1', b: '1' })).text).toEqual({ a: '1 after 3', b: '1 after 0' });
  expect(await inbox.current.prisma.returnedLine.count({ where: { refundId: 'R1' } })).toBe(1);
});

test('other orders, units and CRMs take nothing from this one', async () => {
  const elsewhere = { businessUnit: 'elsewhere', orderId: 'O1', refundId: 'R2' };
  const { found } = await taken('R2', { a: '7' });
  await ledger().reserve(await running('R2'), elsewhere, found);
  await ledger('ikcrm').reserve(await running('R3'), keyOf('R3'), found);
  await ledger().reserve(await running('R4'), { ...keyOf('R4'), orderId: 'O2' }, found);
  expect((await taken('R5', { a: '1' })).text).toEqual({ a: '1 after 0' });
});

test('a worker that has lost the event writes nothing down and gives nothing free', async () => {
  const held = await running('R1');
  await reserve('R1', { a: '1' }, held);
  await expireLease(inbox.current, held.id);
  await takeOverExpired(inbox.current, 12);
  await expect(reserve('R1', { a: '2' }, held)).rejects.toThrow(LeaseLost);
  await expect(ledger().release(held, keyOf('R1'))).rejects.toThrow(LeaseLost);
  expect((await taken('R2', { a: '1' })).text).toEqual({ a: '1 after 1' });
});

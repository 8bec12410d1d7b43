import { expect, test } from 'vitest';
import { addShares, type Share, type Shares } from '../../src/domain/amounts/shares.ts';
import { Decimal, ZERO } from '../../src/domain/money.ts';
import { LeaseLost } from '../../src/inbox/lease-fence.ts';
import type { Held } from '../../src/inbox/settle.ts';
import { takeOverExpired } from '../../src/inbox/take-over.ts';
import { type LedgerRow, ReturnedLines } from '../../src/links/returned-lines.ts';
import { expireLease, newRefund, storeAndClaim } from '../support/events.ts';
import { useTestInbox } from '../support/test-inbox.ts';

const inbox = useTestInbox();
const ledger = (crm = 'suitecrm') => new ReturnedLines(inbox.current, crm);
const keyOf = (refundId: string) => ({ businessUnit: 'experience', orderId: 'O1', refundId });

/** The event of a refund of order O1 in work; no keys, since the tests run many at once. */
function running(refundId: string): Promise<Held> {
  return storeAndClaim(inbox.current, newRefund('O1', refundId, { keys: [] }));
}

/** So many of each line, at 10 apiece before a discount of 1, and a tax of 0.45. */
function shares(quantities: Readonly<Record<string, string>>): Shares {
  const share = (quantity: Decimal): Share => ({
    quantity,
    list: quantity.times(10),
    net: quantity.times(9),
    tax: quantity.times('0.45'),
  });
  return new Map(Object.entries(quantities).map(([key, text]) => [key, share(new Decimal(text))]));
}

function shareOf({ quantity, money }: LedgerRow): Share {
  return money?.share ?? { quantity, list: ZERO, net: ZERO, tax: ZERO };
}

/** What others than a refund have taken, by line. */
async function takenByOthers(refundId: string, crm?: string): Promise<Record<string, string>> {
  const { others } = await ledger(crm).read(keyOf(refundId));
  const sums = addShares(others.map((row) => [row.key, shareOf(row)]));
  return Object.fromEntries(
    [...sums].map(([key, { quantity, list, net, tax }]) => [key, [quantity, list, net, tax].join(' ')]).sort(),
  );
}

async function reserve(refundId: string, quantities: Readonly<Record<string, string>>, held?: Held): Promise<boolean> {
  const owner = held ?? (await running(refundId));
  return await ledger().reserve(owner, keyOf(refundId), shares(quantities), new Map());
}

/** Lets the event of a refund come as far as its return. */
async function recordReturn(held: Held, status: 'pending' | 'done' | 'failed', outcomeUnknown = false) {
  await inbox.current.prisma.step.create({
    data: { eventId: held.id, key: 'return', verb: 'POST', module: 'AOS_Invoices', status, outcomeUnknown },
  });
}

test('what refunds take is kept in quantities and in money, beside what was taken before', async () => {
  const held = await running('R2');
  await ledger().reserve(held, keyOf('R2'), shares({ a: '1.5' }), shares({ a: '2', b: '1' }));
  expect(await takenByOthers('R1')).toEqual({ a: '1.5 15 13.5 0.675' });
  const { own } = await ledger().read(keyOf('R2'));
  expect(own).toEqual([
    {
      key: 'a',
      quantity: new Decimal('1.5'),
      before: new Decimal(2),
      money: { share: shares({ a: '1.5' }).get('a'), before: shares({ a: '2' }).get('a') },
    },
  ]);
});

test('the refunds of an order are summed up line by line', async () => {
  await reserve('R1', { a: '1', b: '0.000001' });
  await reserve('R2', { a: '2' });
  expect(await takenByOthers('R3')).toEqual({ a: '3 30 27 1.35', b: '0.000001 0.00001 0.000009 0' });
});

test('what an earlier release wrote down has quantities and no money', async () => {
  await inbox.current.prisma.returnedLine.create({
    data: { crm: 'suitecrm', ...keyOf('R1'), lineCrmId: 'a', quantity: 2, before: 1 },
  });
  const { others } = await ledger().read(keyOf('R2'));
  expect(others).toEqual([{ key: 'a', quantity: new Decimal(2), before: new Decimal(1), money: null }]);
});

test('what was taken back counts when the events and their steps are deleted', async () => {
  const held = await running('R1');
  await reserve('R1', { a: '1' }, held);
  await recordReturn(held, 'done');
  await inbox.current.prisma.event.delete({ where: { id: held.id } });
  expect(await takenByOthers('R2')).toEqual({ a: '1 10 9 0.45' });
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
  expect(await takenByOthers('next')).toEqual({ a: '111 1110 999 49.95' });
});

test('a return of which an earlier event made a record stays counted when a later event of the refund is refused', async () => {
  const first = await running('R1');
  await reserve('R1', { a: '1' }, first);
  await recordReturn(first, 'failed', true);
  const second = await running('R1');
  await recordReturn(second, 'failed');
  await ledger().release(second, keyOf('R1'));
  expect(await takenByOthers('R2')).toEqual({ a: '1 10 9 0.45' });
});

test('until the return of a corrected refund is put right, the greater of both counts', async () => {
  expect(await reserve('R1', { a: '9', b: '1' })).toBe(true);
  const held = await running('R1');
  expect(await reserve('R1', { a: '1' }, held)).toBe(false);
  expect(await takenByOthers('R3')).toEqual({ a: '9 90 81 4.05', b: '1 10 9 0.45' });
  await ledger().settle(held, keyOf('R1'), shares({ a: '1' }), new Map());
  expect(await takenByOthers('R3')).toEqual({ a: '1 10 9 0.45' });
  expect(await inbox.current.prisma.returnedLine.count({ where: { refundId: 'R1' } })).toBe(1);
});

test('other orders, units and CRMs take nothing from this one', async () => {
  const elsewhere = { businessUnit: 'elsewhere', orderId: 'O1', refundId: 'R2' };
  const taken = shares({ a: '7' });
  await ledger().reserve(await running('R2'), elsewhere, taken, new Map());
  await ledger('ikcrm').reserve(await running('R3'), keyOf('R3'), taken, new Map());
  await ledger().reserve(await running('R4'), { ...keyOf('R4'), orderId: 'O2' }, taken, new Map());
  expect(await takenByOthers('R5')).toEqual({});
});

test('a worker that has lost the event writes nothing down and gives nothing free', async () => {
  const held = await running('R1');
  await reserve('R1', { a: '1' }, held);
  await expireLease(inbox.current, held.id);
  await takeOverExpired(inbox.current, 12);
  await expect(reserve('R1', { a: '2' }, held)).rejects.toThrow(LeaseLost);
  await expect(ledger().release(held, keyOf('R1'))).rejects.toThrow(LeaseLost);
  expect(await takenByOthers('R2')).toEqual({ a: '1 10 9 0.45' });
});

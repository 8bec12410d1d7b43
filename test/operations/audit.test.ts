import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { discardEvent, replayEvent } from '../../src/operations/decide-event.ts';
import { inTransaction } from '../../src/operations/transaction.ts';
import { readEvent } from '../support/events.ts';
import { storeDead } from '../support/replays.ts';
import { useTestInbox } from '../support/test-inbox.ts';

const inbox = useTestInbox();
const DECIDER = { actor: 'alice', reason: 'the currency is there now' };
const entriesOf = (subject: string) => inbox.current.prisma.auditEntry.findMany({ where: { subject } });

test.each([
  ['changed', "UPDATE audit SET reason = 'another'"],
  ['deleted', 'DELETE FROM audit'],
  ['emptied', 'TRUNCATE audit'],
])('what stands in the audit is not %s', async (_, statement) => {
  const [id = ''] = await storeDead(inbox.current, 1);
  await inTransaction(inbox.current, (prisma) => replayEvent(prisma, id, DECIDER));
  await expect(inbox.current.prisma.$executeRawUnsafe(statement)).rejects.toThrow('append-only');
  expect(await entriesOf(id)).toMatchObject([{ ...DECIDER, action: 'event.replay', affected: 1 }]);
});

test('a change that is taken back takes its entry with it', async () => {
  const [id = ''] = await storeDead(inbox.current, 1);
  const undone = inTransaction(inbox.current, async (prisma) => {
    await discardEvent(prisma, id, DECIDER);
    throw new RangeError('something after it failed');
  });
  await expect(undone).rejects.toThrow(RangeError);
  expect(await readEvent(inbox.current, id)).toMatchObject({ status: 'dead' });
  expect(await entriesOf(id)).toEqual([]);
});

test('what changed nothing is not in the audit', async () => {
  const id = randomUUID();
  await inTransaction(inbox.current, async (prisma) => {
    await replayEvent(prisma, id, DECIDER);
    await discardEvent(prisma, id, DECIDER);
  });
  expect(await entriesOf(id)).toEqual([]);
});

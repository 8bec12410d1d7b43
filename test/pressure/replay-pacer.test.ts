import { afterEach, expect, test } from 'vitest';
import { ServiceEvents } from '../../src/domain/service-events.ts';
import { readReplayProgress } from '../../src/operations/replays/replay-progress.ts';
import { ReplayPacer } from '../../src/worker/replay-pacer.ts';
import { startBulk, storeDead } from '../support/replays.ts';
import { useTestInbox } from '../support/test-inbox.ts';
import { waitFor } from '../support/wait-for.ts';
import { silent } from '../support/worker.ts';

const inbox = useTestInbox();
const started: ReplayPacer[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((pacer) => pacer.stop()));
  await inbox.current.prisma.replay.deleteMany();
});

/** A pacer of one replica, which counts what it replays. */
function startPacer() {
  const counted = { replayed: 0 };
  const events = new ServiceEvents();
  events.on('replayed', (replay) => {
    counted.replayed += replay.events;
  });
  const pacer = new ReplayPacer({ database: inbox.current, pollMs: 20, log: silent, events });
  started.push(pacer);
  pacer.start();
  return { pacer, counted };
}

const finished = (id: string) =>
  waitFor('the bulk replay is finished', async () => {
    const progress = await readReplayProgress(inbox.current.prisma, id);
    return progress?.status === 'finished' ? progress : null;
  });

test('several replicas keep one pace together and replay each event once', async () => {
  const events = await storeDead(inbox.current, 300);
  const replicas = [startPacer(), startPacer()];
  const id = await startBulk(inbox.current, 200);
  const { createdAt, finishedAt } = await finished(id);
  const tookMs = (finishedAt?.getTime() ?? 0) - createdAt.getTime();
  expect(tookMs).toBeGreaterThanOrEqual(((events.length - 1) / 200) * 1_000 - 5);
  expect(replicas.reduce((sum, { counted }) => sum + counted.replayed, 0)).toBe(events.length);
  expect(await inbox.current.prisma.event.count({ where: { status: 'pending' } })).toBe(events.length);
});

test('after a restart it goes on where it was, at its pace', async () => {
  const events = await storeDead(inbox.current, 60);
  const first = startPacer();
  const id = await startBulk(inbox.current, 100);
  await waitFor('some are replayed', () => first.counted.replayed >= 10);
  await first.pacer.stop();
  const before = first.counted.replayed;
  expect(before).toBeLessThan(events.length);
  expect(await inbox.current.prisma.event.count({ where: { status: 'pending' } })).toBe(before);
  const second = startPacer();
  await finished(id);
  expect(second.counted.replayed).toBe(events.length - before);
});

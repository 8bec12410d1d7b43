import { expect, test } from 'vitest';
import { ServiceEvents } from '../../src/domain/service-events.ts';
import { GroupCommit } from '../../src/inbox/accept.ts';
import { ids, newEvent, sha256 } from '../support/events.ts';
import { useTestInbox } from '../support/test-inbox.ts';

const inbox = useTestInbox();

/** How many events each commit stored. */
function watched(options: { maxEvents?: number; maxBytes?: number } = {}) {
  const commits: number[] = [];
  const events = new ServiceEvents();
  events.on('committed', (commit) => commits.push(commit.events));
  const intake = new GroupCommit(inbox.current, { ...options, events });
  return { intake, commits };
}

test('webhooks that arrive together share one commit', async () => {
  const { intake, commits } = watched();
  const events = Array.from({ length: 300 }, () => newEvent());
  const results = await Promise.all(events.map((event) => intake.accept(event)));
  expect(results).toEqual(ids(events).map((eventId) => ({ eventId, outcome: 'accepted' })));
  expect(commits).toEqual([300]);
});

test('webhooks that arrive during a commit share the next one', async () => {
  const { intake, commits } = watched();
  const first = intake.accept(newEvent());
  await new Promise((resolve) => setImmediate(resolve));
  const others = Array.from({ length: 50 }, () => intake.accept(newEvent()));
  await Promise.all([first, ...others]);
  expect(commits).toEqual([1, 50]);
});

test('each webhook is answered only after its event can be read by others', async () => {
  const { intake } = watched();
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      const event = newEvent();
      await intake.accept(event);
      expect(await inbox.current.prisma.event.count({ where: { id: event.id } })).toBe(1);
    }),
  );
});

test('the order of arrival is kept within a commit and over commits', async () => {
  const { intake, commits } = watched({ maxEvents: 30 });
  const events = Array.from({ length: 100 }, () => newEvent());
  await Promise.all(events.map((event) => intake.accept(event)));
  expect(commits).toEqual([30, 30, 30, 10]);
  const stored = await inbox.current.prisma.event.findMany({ select: { id: true }, orderBy: { seq: 'asc' } });
  expect(ids(stored)).toEqual(ids(events));
});

test('a commit takes no more bytes than it may, and one large body all the same', async () => {
  const { intake, commits } = watched({ maxBytes: 1_000 });
  const sizes = [400, 400, 400, 5_000, 600, 400];
  await Promise.all(sizes.map((size) => intake.accept(newEvent({ body: Buffer.alloc(size, 'x') }))));
  expect(commits).toEqual([2, 1, 1, 2]);
});

test('the same webhook again is a duplicate of the first and queues nothing', async () => {
  const { intake, commits } = watched();
  const first = newEvent({ webhookId: 'msg_1', keys: ['user:experience:U1'] });
  await intake.accept(first);
  const again = newEvent({ webhookId: 'msg_1', body: first.body, keys: first.keys });
  expect(await intake.accept(again)).toEqual({ eventId: first.id, outcome: 'duplicate' });
  expect(commits).toEqual([1]);
  expect(await inbox.current.prisma.event.count()).toBe(1);
  expect(await inbox.current.prisma.eventKey.count()).toBe(1);
});

test('a known webhook id with another content is a conflict and changes nothing', async () => {
  const { intake } = watched();
  const first = newEvent({ webhookId: 'msg_1' });
  await intake.accept(first);
  expect(await intake.accept(newEvent({ webhookId: 'msg_1' }))).toEqual({ eventId: first.id, outcome: 'conflict' });
  const stored = await inbox.current.prisma.event.findMany();
  expect(ids(stored)).toEqual([first.id]);
  expect(Buffer.from(stored[0]?.bodySha256 ?? []).equals(sha256(first.body))).toBe(true);
});

test('a known webhook id with the same content in another spelling is a duplicate, but not of another type', async () => {
  const { intake } = watched();
  const first = newEvent({ webhookId: 'msg_1' });
  const { contentSha256 } = first;
  await intake.accept(first);
  expect(await intake.accept(newEvent({ webhookId: 'msg_1', contentSha256 }))).toEqual({
    eventId: first.id,
    outcome: 'duplicate',
  });
  const other = newEvent({ webhookId: 'msg_1', contentSha256, type: 'order.paid' });
  expect(await intake.accept(other)).toEqual({ eventId: first.id, outcome: 'conflict' });
});

test('one webhook id several times in one commit is stored once, as it came first', async () => {
  const { intake, commits } = watched();
  const first = newEvent({ webhookId: 'msg_1' });
  const same = newEvent({ webhookId: 'msg_1', body: first.body });
  const other = newEvent({ webhookId: 'msg_1' });
  const unrelated = newEvent();
  const results = await Promise.all([first, same, unrelated, other].map((event) => intake.accept(event)));
  expect(results).toEqual([
    { eventId: first.id, outcome: 'accepted' },
    { eventId: first.id, outcome: 'duplicate' },
    { eventId: unrelated.id, outcome: 'accepted' },
    { eventId: first.id, outcome: 'conflict' },
  ]);
  expect(commits).toEqual([2]);
});

test('one webhook sent to many processes at once is stored once', async () => {
  const first = newEvent({ webhookId: 'msg_1' });
  const sent = [first, ...Array.from({ length: 9 }, () => newEvent({ webhookId: 'msg_1', body: first.body }))];
  const results = await Promise.all(sent.map((event) => watched().intake.accept(event)));
  expect(results.map((result) => result.outcome).toSorted()).toEqual(['accepted', ...Array(9).fill('duplicate')]);
  expect(new Set(results.map((result) => result.eventId)).size).toBe(1);
  expect(await inbox.current.prisma.event.count()).toBe(1);
});

test('processes that get the same webhooks in opposite order answer all of them', async () => {
  const bodies = Array.from({ length: 200 }, (_, index) => Buffer.from(`{"n":${index}}`));
  const sendAll = async (order: readonly Buffer[]) => {
    const { intake } = watched();
    const sent = order.map((body) => intake.accept(newEvent({ webhookId: `msg ${body.toString()}`, body })));
    return (await Promise.all(sent)).map((result) => result.outcome);
  };
  const outcomes = await Promise.all([sendAll(bodies), sendAll(bodies.toReversed()), sendAll(bodies)]);
  expect(outcomes.flat().filter((outcome) => outcome === 'accepted')).toHaveLength(200);
  expect(outcomes.flat().filter((outcome) => outcome === 'duplicate')).toHaveLength(400);
});

test('idle waits for the commits under way', async () => {
  const { intake, commits } = watched({ maxEvents: 5 });
  const answers = Promise.all(Array.from({ length: 20 }, () => intake.accept(newEvent())));
  await intake.idle();
  expect(commits).toEqual([5, 5, 5, 5]);
  await answers;
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GroupCommit } from '../../src/inbox/accept.ts';
import { claimDue, newEvent, readEvent, readKeys, sha256, store } from '../support/events.ts';
import { useTestInbox } from '../support/test-inbox.ts';

const inbox = useTestInbox();

const AWKWARD = [
  `quotes ' " \` and \\ backslashes \\\\`,
  '{braces},{commas},NULL',
  'NULL',
  '',
  '  spaces around  ',
  'line\nbreak\ttab\r',
  '汪東城 Zoë Åse ‏עברית‎',
  '🧑‍🚀🇹🇼 emoji',
  "'; DROP TABLE events; --",
  '$1 $2 %s :name',
];

test('text of any kind comes back as it was sent', async () => {
  const events = AWKWARD.map((text, index) =>
    newEvent({
      webhookId: `msg ${index} ${text}`,
      businessUnit: text,
      userId: text,
      orderId: text,
      refundId: text,
      keys: [`user:${text}`, `email:${text}`],
    }),
  );
  await store(inbox.current, ...events);
  for (const event of events) {
    const { webhookId, businessUnit, userId, orderId, refundId, keys } = event;
    expect(await readEvent(inbox.current, event.id)).toMatchObject({
      webhookId,
      businessUnit,
      userId,
      orderId,
      refundId,
      keys,
    });
    expect((await readKeys(inbox.current, event.id)).map(({ key }) => key).toSorted()).toEqual(keys.toSorted());
  }
});

test('ids that are absent stay absent', async () => {
  const event = newEvent();
  await store(inbox.current, event);
  expect(await readEvent(inbox.current, event.id)).toMatchObject({
    userId: null,
    orderId: null,
    refundId: null,
    keys: [],
  });
});

test('the longest ids fit into every index', async () => {
  const longest = Array.from({ length: 255 }, (_, index) => String.fromCodePoint(0x20_000 + index * 7)).join('');
  const event = newEvent({
    webhookId: 'w'.repeat(255),
    userId: longest,
    orderId: longest,
    refundId: longest,
    keys: [`user:experience:${longest}`, `email:suitecrm:${longest}`, `order:experience:${longest}`],
  });
  await store(inbox.current, event);
  expect(await readEvent(inbox.current, event.id)).toMatchObject({ userId: longest, keys: event.keys });
  expect(await claimDue(inbox.current)).toMatchObject([{ id: event.id, orderId: longest }]);
});

test('bodies are kept byte for byte', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 2_000 }), { minLength: 1, maxLength: 8 }), async (bodies) => {
      const events = bodies.map((body) => newEvent({ body }));
      const intake = new GroupCommit(inbox.current);
      await Promise.all(events.map((event) => intake.accept(event)));
      for (const event of events) {
        const stored = await readEvent(inbox.current, event.id);
        expect(Buffer.from(stored.body).equals(event.body)).toBe(true);
        expect(Buffer.from(stored.bodySha256).equals(sha256(event.body))).toBe(true);
        expect(Buffer.from(stored.contentSha256).equals(event.contentSha256)).toBe(true);
      }
      const claimed = await claimDue(inbox.current);
      const bodyOf = new Map(claimed.map((event) => [event.id, event.body]));
      for (const event of events) expect(Buffer.from(bodyOf.get(event.id) ?? []).equals(event.body)).toBe(true);
      await inbox.current.prisma.event.deleteMany();
    }),
    { seed: 1, numRuns: 20 },
  );
});

test('a body that is part of a larger buffer is stored alone', async () => {
  const body = Buffer.from('before{"a":1}after').subarray(6, 13);
  const event = newEvent({ body });
  await store(inbox.current, event);
  expect(Buffer.from((await readEvent(inbox.current, event.id)).body).toString()).toBe('{"a":1}');
});

test('a body of one megabyte is stored', async () => {
  const body = Buffer.alloc(1024 * 1024, '🧾');
  const event = newEvent({ body });
  await store(inbox.current, event);
  expect(Buffer.from((await readEvent(inbox.current, event.id)).body).equals(body)).toBe(true);
});

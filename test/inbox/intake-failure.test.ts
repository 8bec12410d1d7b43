import { afterEach, expect, test } from 'vitest';
import { ServiceEvents } from '../../src/domain/service-events.ts';
import { GroupCommit } from '../../src/inbox/accept.ts';
import { IntakeUnavailable } from '../../src/inbox/types.ts';
import { newEvent } from '../support/events.ts';
import { useTestInbox } from '../support/test-inbox.ts';

const inbox = useTestInbox();

afterEach(async () => {
  await inbox.current.prisma.$executeRaw`ALTER TABLE IF EXISTS away RENAME TO events`;
});

test('when the database refuses, every webhook of the commit is to be sent again, and later ones are stored', async () => {
  const commits: number[] = [];
  const told = new ServiceEvents();
  told.on('committed', (commit) => commits.push(commit.events));
  const intake = new GroupCommit(inbox.current, { events: told });
  const events = Array.from({ length: 20 }, () => newEvent());

  await inbox.current.prisma.$executeRaw`ALTER TABLE events RENAME TO away`;
  const refused = await Promise.allSettled(events.map((event) => intake.accept(event)));
  expect(refused.every((result) => result.status === 'rejected')).toBe(true);
  for (const result of refused) {
    expect(result).toMatchObject({ reason: { code: 'intake_unavailable', errorClass: 'transient' } });
    expect(result.status === 'rejected' && result.reason).toBeInstanceOf(IntakeUnavailable);
  }

  await inbox.current.prisma.$executeRaw`ALTER TABLE away RENAME TO events`;
  const stored = await Promise.all(events.map((event) => intake.accept(event)));
  expect(stored.map((result) => result.outcome)).toEqual(Array(20).fill('accepted'));
  expect(commits).toEqual([20]);
});

test('a commit whose connection breaks stores all of its webhooks or says that it may have stored none', async () => {
  const { prisma } = inbox.current;
  const intake = new GroupCommit(inbox.current);
  for (let round = 0; round < 10; round += 1) {
    const event = newEvent();
    const [result] = await Promise.allSettled([
      intake.accept(event),
      new Promise((resolve) => setImmediate(resolve)).then(
        () => prisma.$queryRaw`
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      ),
    ]);
    if (result.status === 'fulfilled') expect(await prisma.event.count({ where: { id: event.id } })).toBe(1);
    else expect(result.reason).toBeInstanceOf(IntakeUnavailable);
  }
  await expect.poll(() => intake.accept(newEvent()).then((result) => result.outcome)).toBe('accepted');
});

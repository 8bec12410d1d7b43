import type { Database } from '../../database/client.ts';
import { oldestUnsettled } from '../../inbox/oldest-unsettled.ts';
import type { AlertKind } from '../alert-kind.ts';
import { markNew } from '../marks.ts';

const TOO_OLD_MS = 3_600_000;
const LOOK_EVERY_MS = 60_000;
/** The same event is told again after a day. */
const AGAIN_AFTER_MS = 86_400_000;

const WHY: Readonly<Record<'pending' | 'running' | 'waiting' | 'retrying', string>> = {
  pending: 'It has not come to its turn: its CRM is away or paused, or slower than what comes in.',
  running: 'It is in work.',
  waiting: 'It waits for its order: has the shop sent that?',
  retrying: 'It is tried again and again: its error says at what it fails.',
};

/** The oldest event that is not settled came more than an hour ago, whether it is pending, waits for another or is tried again. */
export function oldestEvent(database: Database): AlertKind {
  let lookedAt = Number.NEGATIVE_INFINITY;
  return {
    listen() {},
    async collect(now) {
      if (now.getTime() - lookedAt < LOOK_EVERY_MS) return [];
      lookedAt = now.getTime();
      const oldest = await oldestUnsettled(database);
      if (oldest === null || now.getTime() - oldest.receivedAt.getTime() <= TOO_OLD_MS) return [];
      const { id, type, status, receivedAt } = oldest;
      const since = new Date(now.getTime() - AGAIN_AFTER_MS);
      const fresh = await markNew({ prisma: database.prisma }, 'oldest_event', [id], { now, since });
      if (!fresh.has(id)) return [];
      const minutes = Math.floor((now.getTime() - receivedAt.getTime()) / 60_000);
      const text = `${type} ${id} is ${status} for ${minutes} minutes. ${WHY[status]} See: npm run cli -- events show ${id}`;
      return [{ type: 'alert.oldest_event', count: 1, title: 'An event waits for more than an hour', text, at: now }];
    },
  };
}

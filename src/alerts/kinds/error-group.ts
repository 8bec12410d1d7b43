import type { Database } from '../../database/client.ts';
import type { AlertKind, Notice } from '../alert-kind.ts';
import { errorOf } from '../error-of.ts';
import { markNew, renewMarks } from '../marks.ts';

/** A group that was not seen for so long is new again. */
const FORGOTTEN_AFTER_MS = 7 * 86_400_000;
/** How often at most it is written down that a group was seen. */
const RENEWED_AFTER_MS = 3_600_000;
/** Groups of one moment, and groups that this process knows of. There are some dozens in all. */
const MOST_GROUPS = 200;
const SHOWN = 3;

interface Seen {
  readonly words: string;
  readonly at: Date;
}

/**
 * Events begin to fail in a way that was not seen for a week: by error class, code, step and event type, of events that are dead or to be
 * tried again. Those that wait for a CRM that is away are not meant: that is an alert of its own.
 */
export function errorGroup(database: Database, clock: () => Date): AlertKind {
  /** To be looked up. */
  const noted = new Map<string, Seen>();
  /** When this process last wrote that it saw a group. */
  const written = new Map<string, number>();
  return {
    listen(events, wake) {
      events.on('runEnded', (ended) => {
        if (ended.outcome !== 'dead' && ended.outcome !== 'retrying') return;
        const { code, step } = errorOf(ended);
        const { type } = ended.run;
        const group = JSON.stringify([ended.errorClass, code, step, type]);
        const at = clock();
        if (at.getTime() - (written.get(group) ?? Number.NEGATIVE_INFINITY) < RENEWED_AFTER_MS) return;
        if (noted.size >= MOST_GROUPS && !noted.has(group)) return;
        noted.set(group, { words: `${type}: ${ended.errorClass} ${code}${step === '' ? '' : ` at ${step}`}`, at });
        wake();
      });
    },
    async collect(now) {
      const groups = new Map(noted);
      if (groups.size === 0) return [];
      const since = new Date(now.getTime() - FORGOTTEN_AFTER_MS);
      const fresh = await markNew({ prisma: database.prisma }, 'error_group', [...groups.keys()], { now, since });
      if (fresh.size < groups.size)
        await renewMarks({ prisma: database.prisma }, 'error_group', [...groups.keys()], now);
      if (written.size > MOST_GROUPS) written.clear();
      for (const [group, { at }] of groups) {
        written.set(group, at.getTime());
        noted.delete(group);
      }
      return tell([...groups].flatMap(([group, seen]) => (fresh.has(group) ? [seen] : [])));
    },
  };
}

function tell(fresh: readonly Seen[]): Notice[] {
  const last = fresh.at(-1);
  if (last === undefined) return [];
  const shown = fresh.slice(-SHOWN).map(({ words }) => words);
  const more = fresh.length > SHOWN ? `; and ${fresh.length - SHOWN} more` : '';
  const text = `${shown.join('; ')}${more}. Not seen for a week before. See: npm run cli -- events list --status dead,retrying`;
  return [{ type: 'alert.error_group', count: fresh.length, title: 'Events fail in a new way', text, at: last.at }];
}

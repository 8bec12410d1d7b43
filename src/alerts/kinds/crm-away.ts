import type { Database } from '../../database/client.ts';
import type { AlertKind, Notice } from '../alert-kind.ts';
import { markNew, takeMark } from '../marks.ts';

/** What the kind asks of the service. */
export interface CrmAwayOptions {
  readonly database: Database;
  /** Of the CRMs in use, whether somebody has paused it; undefined for what is no CRM. */
  readonly isPaused: (crm: string) => boolean | undefined;
  readonly clock: () => Date;
}

/**
 * A CRM is away, and back. Every replica sees it for itself; the first that does tells it for all. One that somebody has paused may be away
 * as it likes.
 */
export function crmAway({ database, isPaused, clock }: CrmAwayOptions): AlertKind {
  const noted = new Map<string, { readonly away: boolean; readonly at: Date }>();
  return {
    listen(events, wake) {
      const note = (crm: string, away: boolean) => {
        if (isPaused(crm) === undefined || (away && isPaused(crm) === true)) return;
        noted.set(crm, { away, at: clock() });
        wake();
      };
      events.on('crmAway', ({ crm }) => note(crm, true));
      events.on('crmAnswers', ({ crm }) => note(crm, false));
    },
    async collect() {
      const told: Notice[] = [];
      for (const [crm, seen] of [...noted]) {
        try {
          const notice = await (seen.away ? tellAway(database, crm, seen.at) : tellBack(database, crm, seen.at));
          if (notice !== null) told.push(notice);
        } catch (error) {
          if (told.length === 0) throw error;
          // The others stay noted.
          return told;
        }
        // What came meanwhile is for the next time.
        if (noted.get(crm) === seen) noted.delete(crm);
      }
      return told;
    },
  };
}

async function tellAway({ prisma }: Database, crm: string, at: Date): Promise<Notice | null> {
  const fresh = await markNew({ prisma }, 'outage', [crm], { now: at, since: null });
  if (!fresh.has(crm)) return null;
  const text = `${crm} does not answer as it should since ${utc(at)}. Webhooks are taken, its events wait, no attempt is spent, and they go on by themselves when it is back.`;
  return { type: 'alert.crm_away', count: 1, title: `${crm} is away`, text, at };
}

async function tellBack({ prisma }: Database, crm: string, at: Date): Promise<Notice | null> {
  const since = await takeMark({ prisma }, 'outage', crm);
  if (since === null) return null;
  const text = `${crm} answers again since ${utc(at)}; it was away from ${utc(since)} on. Its events go on, the oldest first.`;
  return { type: 'alert.crm_back', count: 1, title: `${crm} is back`, text, at };
}

function utc(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

import type { KnownUnits } from '../../domain/events/read-shop-event.ts';
import type { CrmStatus } from '../../domain/service-events.ts';
import { type CrmPause, readCrmPauses } from '../../inbox/crm-pauses.ts';
import { readUnitBacklogs, type UnitBacklog } from '../../inbox/unit-backlog.ts';
import type { Queries } from '../transaction.ts';

/** The CRMs that the service uses, each with what its breaker says; a pause does not change that. */
export type WatchedCrms = ReadonlyMap<string, () => Exclude<CrmStatus, 'paused'>>;

/** A CRM as ops see it. */
export interface CrmState {
  readonly crm: string;
  readonly breaker: Exclude<CrmStatus, 'paused'>;
  /** Null = nobody has paused it. */
  readonly pause: CrmPause | null;
  readonly backlog: CrmBacklog;
}

/** What waits for a CRM: the events of the business units that live in it today. Ages in seconds. */
export interface CrmBacklog {
  /** Those in work count as well. */
  readonly pending: number;
  readonly waiting: number;
  readonly retrying: number;
  readonly dead: number;
  /** Of the oldest that is pending, waiting or to be tried again; 0 without one. */
  readonly oldestAgeS: number;
}

/** The state of every CRM in use, as this process and the database know it. */
export async function readCrmStates(
  prisma: Pick<Queries, '$queryRaw' | 'crmPause'>,
  crms: WatchedCrms,
  units: KnownUnits,
): Promise<CrmState[]> {
  const pauses = await readCrmPauses({ prisma });
  const backlogs = await readUnitBacklogs({ prisma });
  return [...crms].map(([crm, breaker]) => ({
    crm,
    breaker: breaker(),
    pause: pauses.get(crm) ?? null,
    backlog: sumUp(backlogs.filter(({ businessUnit }) => units.get(businessUnit)?.crm === crm)),
  }));
}

function sumUp(rows: readonly UnitBacklog[]): CrmBacklog {
  const of = (...statuses: readonly UnitBacklog['status'][]) =>
    rows.reduce((total, { status, count }) => total + (statuses.includes(status) ? count : 0), 0);
  return {
    pending: of('pending', 'running'),
    waiting: of('waiting'),
    retrying: of('retrying'),
    dead: of('dead'),
    oldestAgeS: Math.max(0, ...rows.map(({ oldestAgeS }) => oldestAgeS ?? 0)),
  };
}

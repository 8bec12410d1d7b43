import { type Prisma, sql } from '../../database/client.ts';
import { TillbridgeError } from '../../domain/errors.ts';
import type { ReplayMode } from '../../domain/events/replay-mode.ts';
import { type Decider, writeAudit } from '../audit.ts';
import type { EventFilter } from '../event-filter.ts';
import type { Queries } from '../transaction.ts';
import { inReplaySet } from './replay-set.ts';

/** A bulk replay that somebody asks for. */
export interface ReplayOrder extends Decider {
  /** UUID, made here. */
  readonly id: string;
  readonly name: string;
  readonly filter: EventFilter;
  readonly mode: ReplayMode;
  /** Events a second. */
  readonly rate: number;
}

/** The filter of a bulk replay matches no event. */
export class NothingToReplay extends TillbridgeError {
  readonly code = 'nothing_to_replay';
  readonly errorClass = 'permanent';

  constructor() {
    super('No event that can be replayed matches the filter.');
  }
}

/** Freezes the set of events, oldest first, and lets their replay begin. Returns how many they are. */
export async function startReplay(prisma: Queries, order: ReplayOrder): Promise<number> {
  const { id, name, reason, actor, filter, mode, rate } = order;
  const frozen: Prisma.InputJsonObject = JSON.parse(JSON.stringify(filter));
  await prisma.replay.create({ data: { id, name, reason, actor, filter: frozen, mode, rate, total: 0 } });
  const total = await prisma.$executeRaw(sql`
    INSERT INTO replay_items (replay_id, position, event_id)
    SELECT ${id}::uuid, row_number() OVER (ORDER BY e.seq), e.id FROM events e WHERE ${inReplaySet(filter, mode)}`);
  if (total === 0) throw new NothingToReplay();
  await prisma.replay.update({ where: { id }, data: { total } });
  const details = { name, filter: frozen, rate, ...(mode === 'resume' ? {} : { mode }) };
  await writeAudit(prisma, { actor, reason, action: 'replay.start', subject: id, affected: total, details });
  return total;
}

import { type Prisma, sql } from '../../database/client.ts';
import { TillbridgeError } from '../../domain/errors.ts';
import type { ReplayMode } from '../../domain/events/replay-mode.ts';
import { type Decider, writeAudit } from '../audit.ts';
import type { Queries } from '../transaction.ts';
import { inReplaySet, type LeftOut, type ReplayChoice, readLeftOut } from './replay-set.ts';

/** Members of a filter that are words of somebody's payload. */
const SEARCHED: ReadonlySet<string> = new Set(['email', 'text']);

/** A bulk replay that somebody asks for. */
export interface ReplayOrder extends Decider {
  /** UUID, made here. */
  readonly id: string;
  readonly name: string;
  readonly choice: ReplayChoice;
  readonly mode: ReplayMode;
  /** Events a second. */
  readonly rate: number;
}

/** A bulk replay that was started: how many events it takes, and which of the picked ones it does not. */
export interface StartedReplay {
  readonly total: number;
  readonly leftOut: readonly LeftOut[];
}

/** There is nothing that a bulk replay could take. */
export class NothingToReplay extends TillbridgeError {
  readonly code = 'nothing_to_replay';
  readonly errorClass = 'permanent';

  /** `leftOut`: the events that were picked. */
  constructor([first, ...others]: readonly LeftOut[] = []) {
    super(
      first === undefined
        ? 'No event that can be replayed matches the filter.'
        : `None of the ${others.length + 1} events can be replayed: ${first.id} is ${first.status ?? 'unknown'}` +
            `${others.length === 0 ? '' : `, and ${others.length} more`}.`,
    );
  }
}

/** Freezes the set of events, oldest first, and lets their replay begin. Throws `NothingToReplay` where there are none. */
export async function startReplay(prisma: Queries, order: ReplayOrder): Promise<StartedReplay> {
  const { id, name, reason, actor, choice, mode, rate } = order;
  const frozen = shownChoice(choice);
  await prisma.replay.create({ data: { id, name, reason, actor, filter: frozen, mode, rate, total: 0 } });
  const total = await prisma.$executeRaw(sql`
    INSERT INTO replay_items (replay_id, position, event_id)
    SELECT ${id}::uuid, row_number() OVER (ORDER BY e.seq), e.id FROM events e WHERE ${inReplaySet(choice, mode)}`);
  const leftOut = await readLeftOut(
    prisma,
    choice,
    sql`EXISTS (SELECT 1 FROM replay_items i WHERE i.event_id = e.id AND i.replay_id = ${id}::uuid)`,
  );
  if (total === 0) throw new NothingToReplay(leftOut);
  await prisma.replay.update({ where: { id }, data: { total } });
  const details = { name, filter: withoutWords(frozen), rate, ...(mode === 'resume' ? {} : { mode }) };
  await writeAudit(prisma, { actor, reason, action: 'replay.start', subject: id, affected: total, details });
  return { total, leftOut };
}

/** What was looked for in payloads may name a person, and what the audit says stays for ever. */
function withoutWords(filter: Prisma.InputJsonObject): Prisma.InputJsonObject {
  const words = Object.entries(filter).map(([name, value]) => [
    name,
    SEARCHED.has(name) && value !== null ? '[not kept]' : value,
  ]);
  return Object.fromEntries(words);
}

/** What is kept of a choice: the picked events are the set itself. */
function shownChoice(choice: ReplayChoice): Prisma.InputJsonObject {
  return 'ids' in choice ? { ids: choice.ids.length } : JSON.parse(JSON.stringify(choice.filter));
}

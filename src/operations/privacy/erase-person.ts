import type { Database } from '../../database/client.ts';
import { AddressMask } from '../../domain/addresses-in-text.ts';
import { inTransaction, type Queries } from '../transaction.ts';
import { eraseLinks } from './erase-links.ts';
import type { FoundEvents } from './find-events.ts';
import { maskNotes } from './mask-notes.ts';
import type { SoughtPerson } from './person.ts';
import { maskEvents, redactEvents } from './redact-events.ts';
import { isSettled, readEventStates, StillInWork } from './settled.ts';

/**
 * Takes what is kept of a person out of the inbox, the mapping and what stands beside: ids and money stay, and what the CRM holds is left
 * alone. `tell` writes the audit, in the last commit. What was found by something goes before that, the events of the user last, so that an
 * erasure that broke off finds the rest when it is asked for again.
 * @throws {StillInWork} where events of theirs are to be run; `except`: the event that asks for it, which stays.
 * @returns how many events are theirs
 */
export async function erasePerson(
  database: Database,
  person: SoughtPerson,
  found: FoundEvents,
  {
    except,
    tell,
  }: { readonly except: string | null; readonly tell: (prisma: Queries, affected: number) => Promise<void> },
): Promise<number> {
  const states = await readEventStates(
    database,
    [...found.related, ...found.own].filter((id) => id !== except),
  );
  const open = states.filter((state) => !isSettled(state));
  if (open.length > 0) throw new StillInWork(open);
  const theirs = new Set(states.map(({ id }) => id));
  const mask = new AddressMask(found.addresses);
  await maskEvents(database, found.mentioning, mask);
  await redactEvents(
    database,
    [...found.related].toReversed().filter((id) => theirs.has(id)),
  );
  await inTransaction(database, async (prisma) => {
    await eraseLinks(prisma, person, found);
    await maskNotes(prisma, { addresses: found.addresses, mask, events: theirs });
  });
  await redactEvents(
    database,
    [...found.own].filter((id) => theirs.has(id)),
  );
  await inTransaction(database, (prisma) => tell(prisma, theirs.size));
  return theirs.size;
}

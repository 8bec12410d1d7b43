import type { Database } from '../../database/client.ts';
import { Links } from '../../links/links.ts';
import { ReturnedLines } from '../../links/returned-lines.ts';
import type { SuiteCrmRun } from '../run.ts';

/** What surrounds a run, without what it calls. */
export type Surroundings = Pick<
  SuiteCrmRun,
  | 'unit'
  | 'settings'
  | 'eventId'
  | 'links'
  | 'returnedLines'
  | 'history'
  | 'directory'
  | 'readRegistration'
  | 'readOrder'
>;

/** The same surroundings for a run in thought: everything can be read, nothing is written, remembered, locked or warned of. */
export function withoutWriting(
  surroundings: Surroundings,
  { database, crm }: { readonly database: Database; readonly crm: string },
): Omit<SuiteCrmRun, 'crm' | 'runner'> {
  const returnedLines = new ReturnedLines(database, crm);
  return {
    ...surroundings,
    links: new ReadOnlyLinks(database, crm),
    returnedLines: { reserve: (refund, lines) => returnedLines.foresee(refund, lines) },
    directory: { get: (kind, name) => surroundings.directory.get(kind, name), remember: () => {} },
    context: { signal: new AbortController().signal, beforeSend: () => {} },
    exclusively: (_name, _writes, work) => work(),
    warn: () => {},
  };
}

class ReadOnlyLinks extends Links {
  override async add(): Promise<void> {}
}

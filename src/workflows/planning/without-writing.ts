import type { SuiteCrmRun } from '../run.ts';

/** What surrounds a run, without what it calls and writes. */
export type Surroundings = Omit<
  SuiteCrmRun,
  'crm' | 'runner' | 'context' | 'link' | 'see' | 'mend' | 'warn' | 'exclusively' | 'returnedLines'
> & { readonly returnedLines: Pick<SuiteCrmRun['returnedLines'], 'taken'> };

/** The same surroundings for a run in thought: everything can be read, nothing is written, remembered, locked or warned of. */
export function withoutWriting(surroundings: Surroundings): Omit<SuiteCrmRun, 'crm' | 'runner'> {
  return {
    ...surroundings,
    link: async () => {},
    see: async () => {},
    mend: async () => {},
    returnedLines: {
      taken: (refund, lines) => surroundings.returnedLines.taken(refund, lines),
      reserve: async () => true,
      settle: async () => {},
      release: async () => {},
    },
    directory: { get: (kind, name) => surroundings.directory.get(kind, name), remember: () => {}, forget: () => {} },
    context: { signal: new AbortController().signal, beforeSend: () => {} },
    exclusively: (_name, _writes, work) => work(),
    warn: () => {},
  };
}

import { setTimeout as pause } from 'node:timers/promises';
import { CrmError } from '../../crm/errors.ts';
import type { LookAgain } from '../../crm/suitecrm/standing.ts';
import type { CrmRecord } from '../../crm/suitecrm/types.ts';
import { type ErrorClass, TillbridgeError } from '../../domain/errors.ts';
import { emailKey } from '../../domain/record-ids.ts';
import type { FoundLink } from '../../links/found-link.ts';
import { eachOf } from '../../workflows/runner/side-by-side.ts';
import { type AdoptedLink, type UnseenLink, unseenLinkOf } from './adopted-link.ts';

/** Links to import; null in the place of one whose record the CRM does not show. */
export type LinksToImport = readonly (FoundLink | null)[];

/** Looks at records of a CRM outside any event. */
export interface RecordReader {
  /** Calls in flight that the CRM has slots for. */
  readonly width: number;
  /** The pauses before a record that is said to be missing is looked for again, in milliseconds. */
  readonly lookAgain: LookAgain;
  /** GET of a record; null where the CRM shows none. */
  readonly find: (module: string, id: string, signal: AbortSignal) => Promise<CrmRecord | null>;
}

/** The CRM could not be asked for the records of an import. Nothing was imported. */
export class RecordsNotSeen extends TillbridgeError {
  readonly code = 'records_not_seen';
  readonly errorClass: ErrorClass;

  constructor(why: string, errorClass: ErrorClass, options?: ErrorOptions) {
    super(
      `The CRM was not asked for all records (${why.replace(/\.$/, '')}); nothing was imported. Send the same again, or without verify`,
      options,
    );
    this.errorClass = errorClass;
  }
}

/**
 * Asks the CRM for the record of each link, once for each record; null for a link whose record it does not show. A lead is known by its
 * address from then on as well. What is missing is looked for again, all at once, before it is believed.
 * @throws {RecordsNotSeen} where the CRM does not answer.
 */
export async function verifyLinks(
  reader: RecordReader,
  adopted: readonly AdoptedLink[],
  signal: AbortSignal,
): Promise<LinksToImport> {
  const links = adopted.map(unseenLinkOf);
  const records = new Map<string, CrmRecord>();
  let open = [...new Map(links.map((link) => [nameOf(link), link])).values()];
  try {
    for (const ms of [0, ...reader.lookAgain]) {
      if (open.length === 0) break;
      if (ms > 0) await pause(ms, undefined, { signal });
      await eachOf(open, reader.width, async (link) => {
        const record = await reader.find(link.module, link.crmId, signal);
        if (record !== null) records.set(nameOf(link), record);
      });
      open = open.filter((link) => !records.has(nameOf(link)));
    }
  } catch (error) {
    if (signal.aborted) throw new RecordsNotSeen('the request was given up', 'transient', { cause: error });
    throw error instanceof CrmError ? new RecordsNotSeen(error.message, error.errorClass, { cause: error }) : error;
  }
  return links.map((link) => {
    const record = records.get(nameOf(link));
    return record === undefined ? null : seenAs(link, record);
  });
}

/** Links as they are told, without a look at their records. */
export function trustLinks(adopted: readonly AdoptedLink[]): LinksToImport {
  return adopted.map((link) => ({ ...unseenLinkOf(link), seen: false }));
}

function nameOf({ module, crmId }: UnseenLink): string {
  return `${module} ${crmId}`;
}

function seenAs(link: UnseenLink, { attributes }: CrmRecord): FoundLink {
  const isLead = link.kind === 'lead' || link.kind === 'address_lead';
  return { ...link, seen: true, email: isLead ? (link.email ?? emailKey(attributes.email1 || null)) : null };
}

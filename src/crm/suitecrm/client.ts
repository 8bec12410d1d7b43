import type { SuiteCrmConfig } from '../../config/config.ts';
import { MAX_LINES } from '../../domain/order.ts';
import type { CallReport } from '../../domain/service-events.ts';
import type { CallContext } from '../call.ts';
import { RecordNotFound, RequestRejected, WrongRecord } from '../errors.ts';
import { allPages } from './all-pages.ts';
import { type RecordPage, readFields, readPage, readRecord, readRelated } from './answers.ts';
import { type SuiteCrmCall, suiteCrmCall } from './call.ts';
import { recordBody, relationBody } from './request-body.ts';
import { createTransport } from './transport.ts';
import type { Attributes, CrmRecord, LinkedPair, SuiteCrm } from './types.ts';

export interface SuiteCrmOptions {
  /** Unix time in milliseconds. */
  readonly clock?: () => number;
  /** Told of every HTTP call once it is over. */
  readonly onCall?: (report: CallReport) => void;
}

/** The V8 API with what the process itself needs: checks of the set-up, and an end. */
export interface SuiteCrmClient extends SuiteCrm {
  /** Resolves when there is a valid token, with a login if need be; rejects like a call. */
  checkToken(signal: AbortSignal): Promise<void>;
  /** GET /meta/fields/{module}: the names of the module's fields and links. */
  fields(module: string, context: CallContext): Promise<readonly string[]>;
  /** Ends the calls in flight, a login among them, and closes the connections. */
  close(): Promise<void>;
}

// Relationship lists take any page size.
const RELATED_PAGE = 100;

/** A client for SuiteCRM's V8 API (7.11 to 7.14): one shared token, at most `config.concurrency` calls at once, none repeated save after a 401. */
export function createSuiteCrm(config: SuiteCrmConfig, options: SuiteCrmOptions = {}): SuiteCrmClient {
  const transport = createTransport(config, { clock: options.clock ?? Date.now, onCall: options.onCall ?? (() => {}) });

  async function save(
    verb: 'POST' | 'PATCH',
    module: string,
    id: string,
    attributes: Attributes,
    context: CallContext,
  ) {
    const operation = verb === 'POST' ? 'create' : 'update';
    const body = recordBody(module, id, attributes);
    const call = { ...suiteCrmCall({ operation, verb, module, id }), path: '/module', body };
    return transport.send<CrmRecord>({ ...call, read: (json) => readSame(call, json) }, context);
  }

  function relatedPage(module: string, id: string, link: string, query: string, context: CallContext) {
    const path = `${relationships(module, id, link)}${query}`;
    const call = suiteCrmCall({ operation: 'related', verb: 'GET', module, id });
    return transport.send({ ...call, path, body: null, read: readPage }, context);
  }

  async function tie(
    operation: 'relate' | 'unrelate',
    verb: 'POST' | 'DELETE',
    pair: LinkedPair,
    context: CallContext,
  ) {
    const { module, id, link, relatedModule, relatedId } = pair;
    const call = suiteCrmCall({ operation, verb, module, id, relatedModule });
    const own = relationships(module, id, link);
    const [path, body] =
      verb === 'POST'
        ? [own, relationBody(relatedModule, relatedId)]
        : [`${own}/${encodeURIComponent(relatedId)}`, null];
    await transport.send({ ...call, path, body, read: readRelated }, context);
  }

  return {
    async find(module, id, context) {
      const path = `/module/${encodeURIComponent(module)}/${encodeURIComponent(id)}`;
      const call = { ...suiteCrmCall({ operation: 'find', verb: 'GET', module, id }), path, body: null };
      try {
        return await transport.send<CrmRecord>({ ...call, read: (json) => readSame(call, json) }, context);
      } catch (error) {
        if (error instanceof RecordNotFound) return null;
        throw error;
      }
    },

    async search(module, { filter, size, page = 1 }, context) {
      const filters = Object.entries(filter).map(([field, value]) => parameter(`filter[${field}][eq]`, value));
      const path = `/module/${encodeURIComponent(module)}?${[...filters, ...paging(size, page)].join('&')}`;
      const call = suiteCrmCall({ operation: 'search', verb: 'GET', module, id: null, sought: Object.values(filter) });
      const answer = await transport.send({ ...call, path, body: null, read: readPage }, context);
      return { records: answer.records, totalPages: pagesOf(answer, size, page) };
    },

    create: (module, id, attributes, context) => save('POST', module, id, attributes, context),

    update: (module, id, attributes, context) => save('PATCH', module, id, attributes, context),

    async relate(module, id, relatedModule, relatedId, context) {
      const path = relationships(module, id);
      const body = relationBody(relatedModule, relatedId);
      const call = suiteCrmCall({ operation: 'relate', verb: 'POST', module, id, relatedModule });
      await transport.send({ ...call, path, body, read: readRelated }, context);
    },

    relateBy: (pair, context) => tie('relate', 'POST', pair, context),

    unrelate: (pair, context) => tie('unrelate', 'DELETE', pair, context),

    async related(module, id, link, context) {
      const list = { what: `${link} of ${module} ${id}`, size: RELATED_PAGE, limit: MAX_LINES };
      return await allPages(list, async (page) => {
        const query = `?${paging(RELATED_PAGE, page).join('&')}`;
        try {
          const answer = await relatedPage(module, id, link, query, context);
          return { records: answer.records, totalPages: pagesOf(answer, RELATED_PAGE, page) };
        } catch (error) {
          if (!isPagingRefused(error)) throw error;
          const { records } = await relatedPage(module, id, link, '', context);
          return { records, totalPages: 1 };
        }
      });
    },

    async fields(module, context) {
      const path = `/meta/fields/${encodeURIComponent(module)}`;
      const call = suiteCrmCall({ operation: 'fields', verb: 'GET', module, id: null });
      return transport.send({ ...call, path, body: null, read: readFields }, context);
    },

    checkToken: (signal) => transport.authenticate(signal),
    close: () => transport.close(),
  };
}

function relationships(module: string, id: string, link: string | null = null): string {
  const own = `/module/${encodeURIComponent(module)}/${encodeURIComponent(id)}/relationships`;
  return link === null ? own : `${own}/${encodeURIComponent(link)}`;
}

/** The record of the answer; an error when it is not the one that was asked for. */
function readSame(call: SuiteCrmCall, json: unknown): CrmRecord | WrongRecord | null {
  const record = readRecord(json);
  if (record === null || record.id.toLowerCase() === call.id?.toLowerCase()) return record;
  const message = `the answer is about ${record.id}; compare both records in the CRM, then replay`;
  return new WrongRecord(call, message, { outcome: 'unknown' });
}

/** Both always: with a size alone SuiteCRM's page count is wrong, with neither it ends after 20 rows without a word. */
function paging(size: number, page: number): string[] {
  return [parameter('page[size]', String(size)), parameter('page[number]', String(page))];
}

function parameter(name: string, value: string): string {
  return `${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
}

/** How many pages there are, at least: a server up to 7.11.18 does not tell, so a full page may have a next one. */
function pagesOf({ rows, totalPages }: RecordPage, size: number, page: number): number {
  if (totalPages !== null) return totalPages;
  if (rows === 0) return 0;
  return rows < size ? page : page + 1;
}

/** Relationship lists up to 7.11.18 know no paging: they refuse the parameter and give everything at once. */
function isPagingRefused(error: unknown): boolean {
  return error instanceof RequestRejected && /^The option "page" does not exist/.test(error.detail ?? '');
}

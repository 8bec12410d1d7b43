import { message, success } from '../answer.ts';
import { notFound } from '../errors.ts';
import { matchingRows, parseFilter } from '../filter.ts';
import { checkDefined, queryMap } from '../options.ts';
import { pageLinks, parsePage, slice } from '../paging.ts';
import { attributesOf, loadedLinks, resource } from '../present.ts';
import { readSort } from '../sort.ts';
import { type Handler, moduleNamed } from './handler.ts';
import { pick, wantedFields } from './read-one.ts';

/** Without `page[size]` a list stops here, without a sign of more. */
const unpagedRows = 20;

/** GET /module/{module}: a filtered list. */
export const readRecords: Handler = (call, { module: name = '' }, crm) => {
  const module = moduleNamed(crm, name);
  checkDefined([...call.query.keys()], ['fields', 'filter', 'moduleName', 'page', 'sort']);
  const wanted = wantedFields(call.query, module, name);
  const page = parsePage(call.query);
  const sort = readSort(module, call.query);
  const filter = parseFilter(module, queryMap(call.query, 'filter'));
  return () => {
    const now = crm.options.clock();
    const matches = sort(matchingRows(crm, module, name, filter));
    const rows = page === undefined ? matches.slice(0, unpagedRows) : slice(matches, page);
    const [deleted] = rows.filter((row) => row.deleted);
    if (deleted !== undefined) {
      throw notFound(module.name, deleted.id, 'service');
    }
    if (rows.length === 0) {
      return message(200, { message: 'Request was successful, but there is no result' }, now);
    }
    const data = rows.map((row, index) => {
      const attributes = attributesOf(crm, module, row);
      const shown = rows.indexOf(row) < index ? { ...attributes, ...loadedLinks(module) } : attributes;
      return resource(module, row.id, pick(shown, wanted), `V8/module/${name}/${row.id}`);
    });
    if (page === undefined) {
      return success(200, { data }, now);
    }
    const totalPages = Math.ceil(matches.length / page.size);
    const counted = crm.options.pageCounts ? { 'total-pages': totalPages } : {};
    const meta = { ...counted, 'records-on-this-page': rows.length };
    return success(200, { meta, data, links: pageLinks(`V8/module/${name}`, call.query, page, totalPages) }, now);
  };
};

import Type from 'typebox';
import type { KnownUnits } from '../../domain/events/read-shop-event.ts';
import { childPath, type Fault, MAX_FAULTS } from '../../domain/faults.ts';
import { ImportedLink, importedLinkFaults } from '../../domain/imported-link.ts';
import { ADOPTING_CRM, type AdoptedLink } from '../../operations/import-links/adopted-link.ts';
import { Reason } from './fields.ts';
import { RequestInvalid } from './request-invalid.ts';

/** So many links are taken at once. */
const MAX_LINKS = 10_000;
/** Room for as many of the longest that there are. */
export const MAX_IMPORT_BYTES = 32 * 1024 * 1024;

/** The body of an import. */
export const LinkImport = Type.Object(
  {
    reason: Reason,
    verify: Type.Optional(
      Type.Boolean({ description: 'Whether the CRM is asked for each record first; false unless given.' }),
    ),
    links: Type.Array(ImportedLink, { maxItems: MAX_LINKS }),
  },
  { additionalProperties: false },
);

/** The links of a request. Throws `RequestInvalid` for what their schema cannot tell. */
export function readLinkImport(links: readonly ImportedLink[], units: KnownUnits): AdoptedLink[] {
  const faults: Fault[] = [];
  for (const [index, link] of links.entries()) {
    if (faults.length >= MAX_FAULTS) break;
    faults.push(...faultsOf(link, childPath('/links', index), units));
  }
  if (faults.length > 0) throw new RequestInvalid(faults);
  return links.map(({ business_unit, kind, local_id, crm_id }) => ({
    businessUnit: business_unit,
    kind,
    localId: local_id.trim(),
    crmId: crm_id.toLowerCase(),
  }));
}

function faultsOf(link: ImportedLink, path: string, units: KnownUnits): Fault[] {
  const { business_unit, kind } = link;
  const unit = units.get(business_unit);
  const quoted = JSON.stringify(business_unit.slice(0, 100));
  const wrongUnit = (message: string) => [{ path: childPath(path, 'business_unit'), message }];
  const faults = importedLinkFaults(link, path);
  if (unit === undefined) return [...wrongUnit(`There is no business unit ${quoted}.`), ...faults];
  if (unit.crm === ADOPTING_CRM) return faults;
  return [...wrongUnit(`The business unit ${quoted} lives in ${unit.crm}, which has no ${kind} to adopt.`), ...faults];
}

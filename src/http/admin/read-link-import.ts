import Type, { type Static } from 'typebox';
import type { KnownUnits } from '../../domain/events/read-shop-event.ts';
import { childPath, type Fault, MAX_FAULTS } from '../../domain/faults.ts';
import { findUnstorableText } from '../../domain/unstorable-text.ts';
import { ADOPTED_KINDS, ADOPTING_CRM, type AdoptedLink } from '../../operations/import-links/adopted-link.ts';
import { isUuid, Reason } from './fields.ts';
import { RequestInvalid } from './request-invalid.ts';

/** So many links are taken at once. */
const MAX_LINKS = 10_000;
/** Room for as many of the longest that there are. */
export const MAX_IMPORT_BYTES = 32 * 1024 * 1024;

const CONTROL = /\p{Cc}/u;
/** What shops send as the id of somebody who has no account. */
const NO_USER = '0';

const LocalId = Type.Refine(
  Type.String({
    maxLength: 255,
    description:
      'A user id or an address (a text with an @) of a lead or contact, an order id, a sku: as the webhooks have it.',
    examples: ['U1001', 'iam.robot4@example.com'],
  }),
  (value) => value.trim() !== '' && !CONTROL.test(value) && findUnstorableText(value).length === 0,
  () => 'Must not be blank, and hold no control characters and none that cannot be stored.',
);

const CrmId = Type.Refine(
  Type.String({ description: 'UUID of the record in the CRM.' }),
  isUuid,
  () => 'Must be a UUID, as the ids of all records that the CRM shows by its API.',
);

/** A link of an import. */
const ImportedLink = Type.Object(
  {
    business_unit: Type.String(),
    kind: Type.Enum([...ADOPTED_KINDS]),
    local_id: LocalId,
    crm_id: CrmId,
  },
  { additionalProperties: false },
);
export type LinkInput = Static<typeof ImportedLink>;

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
export function readLinkImport(links: readonly LinkInput[], units: KnownUnits): AdoptedLink[] {
  const faults: Fault[] = [];
  for (const [index, link] of links.entries()) {
    if (faults.length >= MAX_FAULTS) break;
    faults.push(...faultsOfLink(link, childPath('/links', index), units));
  }
  if (faults.length > 0) throw new RequestInvalid(faults);
  return links.map(({ business_unit, kind, local_id, crm_id }) => ({
    businessUnit: business_unit,
    kind,
    localId: local_id.trim(),
    crmId: crm_id.toLowerCase(),
  }));
}

function faultsOfLink({ business_unit, kind, local_id }: LinkInput, path: string, units: KnownUnits): Fault[] {
  const faults: Fault[] = [];
  const unit = units.get(business_unit);
  const quoted = JSON.stringify(business_unit.slice(0, 100));
  const wrongUnit = (message: string) => faults.push({ path: childPath(path, 'business_unit'), message });
  if (unit === undefined) wrongUnit(`There is no business unit ${quoted}.`);
  else if (unit.crm !== ADOPTING_CRM)
    wrongUnit(`The business unit ${quoted} lives in ${unit.crm}, which has no ${kind} to adopt.`);
  if (local_id.trim() === NO_USER && (kind === 'lead' || kind === 'contact'))
    faults.push({
      path: childPath(path, 'local_id'),
      message: 'Must be a user: "0" stands for somebody without an account.',
    });
  return faults;
}

import Type, { type Static } from 'typebox';
import { NO_USER } from './events/customer-fields.ts';
import { childPath, type Fault } from './faults.ts';
import { findUnstorableText } from './unstorable-text.ts';
import { isUuid } from './uuid.ts';

/** What of a CRM can be adopted. */
export const ADOPTED_KINDS = ['lead', 'contact', 'order', 'product'] as const;

const CONTROL = /\p{Cc}/u;

const LocalId = Type.Refine(
  Type.String({
    maxLength: 255,
    description:
      'As the webhooks have it: the id of a user or an address (a text with an @) of a lead or contact, an order id, a sku.',
    examples: ['U1001', 'iam.robot4@example.com'],
  }),
  (value) => value.trim() !== '' && !CONTROL.test(value) && findUnstorableText(value).length === 0,
  () => 'Must not be blank, and hold no control characters and none that cannot be stored.',
);

const CrmId = Type.Refine(
  Type.String({ description: 'UUID of the record in the CRM.' }),
  isUuid,
  () => 'Must be a UUID, as the id of every record that SuiteCRM shows by its API.',
);

/** A record that stood in the CRM before tillbridge, and what it is to the shop, as an import names both. */
export const ImportedLink = Type.Object(
  {
    business_unit: Type.String({ minLength: 1 }),
    kind: Type.Enum([...ADOPTED_KINDS]),
    local_id: LocalId,
    crm_id: CrmId,
  },
  { additionalProperties: false },
);
export type ImportedLink = Static<typeof ImportedLink>;

/** What the schema cannot tell of a link that stands at `path`. */
export function importedLinkFaults({ kind, local_id }: ImportedLink, path: string): Fault[] {
  if (local_id.trim() !== NO_USER || (kind !== 'lead' && kind !== 'contact')) return [];
  return [
    { path: childPath(path, 'local_id'), message: `Must be a user: "${NO_USER}" stands for those without an account.` },
  ];
}

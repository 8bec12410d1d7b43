import { CONTACTS } from '../../../crm/suitecrm/modules/contacts.ts';
import {
  INVOICE_BINDING,
  INVOICE_CHANGEABLE,
  INVOICES,
  type InvoiceFields,
  invoiceAttributes,
} from '../../../crm/suitecrm/modules/invoices.ts';
import {
  GROUP_BINDING,
  type GroupFields,
  groupAttributes,
  LINE_ITEM_GROUPS,
} from '../../../crm/suitecrm/modules/line-item-groups.ts';
import { LINE_BINDING, LINE_ITEMS, type LineFields, lineAttributes } from '../../../crm/suitecrm/modules/line-items.ts';
import { PRODUCTS } from '../../../crm/suitecrm/modules/products.ts';
import { SECURITY_GROUPS } from '../../../crm/suitecrm/modules/related-modules.ts';
import { findStanding } from '../../../crm/suitecrm/standing.ts';
import type { CrmRecord } from '../../../crm/suitecrm/types.ts';
import { stepKey } from '../../../domain/composite-keys.ts';
import { ofRecord, type Warning } from '../../../domain/warning.ts';
import type { LinkKind } from '../../../links/link.ts';
import { eachOf, sideBySide } from '../../runner/side-by-side.ts';
import { ContactGone } from '../contact/lost-contact.ts';
import { PartsLeftOver } from '../errors.ts';
import { createReplaceable } from '../record/create-in-line.ts';
import { relateAll } from '../record/relate.ts';
import type { CreatingRun, LinkedRun, SharedRun, StepRun } from '../run.ts';
import { claimNumber, mendNumber } from './invoice-number.ts';
import { numberedInTurn } from './numbered-in-turn.ts';

/** A record of an invoice or a return: its CRM id, its step's key, the local thing it stands for, and what is in it. */
export interface Part<Fields> {
  readonly id: string;
  /** The ids of its line: of a record that is gone, the next one takes the place. */
  readonly idOf: (turn: number) => string;
  readonly key: string;
  readonly localId: string;
  readonly fields: Fields;
}

/** An invoice with its groups and lines, as it is to stand in the CRM. Ids are chosen, so all can refer to each other. */
export interface InvoiceTree {
  readonly invoice: Part<InvoiceFields>;
  readonly groups: readonly Part<GroupFields>[];
  readonly lines: readonly Part<LineFields>[];
  /** What these records are to the shop: a sale or a return. */
  readonly kinds: Kinds;
}

/** Link kinds of a sale's records, and of a return's. */
export const SALE = { invoice: 'order', group: 'group', line: 'line' } as const satisfies Kinds;
export const RETURN = {
  invoice: 'refund',
  group: 'refund_group',
  line: 'refund_line',
} as const satisfies Kinds;

interface Kinds {
  readonly invoice: LinkKind;
  readonly group: LinkKind;
  readonly line: LinkKind;
}

/** An invoice that stands: with the id by which its parts are to name it, and what is still to be done of its number. */
export interface StandingInvoice {
  readonly tree: InvoiceTree;
  readonly settleNumber: () => Promise<void>;
}

/**
 * POST AOS_Invoices (guideline 3.4, 4.6), whose number is then claimed; one at a time where the settings say so, so that fewer have to be
 * mended. What is still to be done of its number may be done beside its parts.
 */
export async function createInvoice(run: SharedRun, tree: InvoiceTree): Promise<StandingInvoice> {
  const { invoice, kinds } = tree;
  let isSettled = false;
  const id = await createReplaceable(run, {
    ...(run.settings.serialInvoices ? { through: numberedInTurn(run) } : {}),
    key: invoice.key,
    module: INVOICES,
    id: invoice.id,
    idOf: invoice.idOf,
    attributes: invoiceAttributes(invoice.fields),
    links: [{ kind: kinds.invoice, businessUnit: run.unit.name, localId: invoice.localId }],
    kinds: [kinds.invoice],
    binding: INVOICE_BINDING,
    ...(kinds === SALE ? { changeable: INVOICE_CHANGEABLE } : {}),
    references: { billing_contact_id: CONTACTS },
    ours: namedAnother(run, invoice),
    relatedId: invoice.fields.contactId,
    beforeAdoption: () => refuseLeftOverParts(run, tree),
    inspect: async (record) => {
      const number = await claimNumber(run, record);
      const warnings = kinds === SALE ? [] : warnOfLostContact(record);
      if (kinds === SALE) await refuseSaleToNobody(run, record);
      isSettled = number.isSettled;
      return { warnings: [...number.warnings, ...warnings] };
    },
  });
  return {
    tree: id === invoice.id ? tree : withInvoice(tree, id),
    settleNumber: async () => {
      if (!isSettled) await mendNumber(run, id);
    },
  };
}

function withInvoice({ invoice, groups, lines, kinds }: InvoiceTree, id: string): InvoiceTree {
  return {
    kinds,
    invoice: { ...invoice, id },
    groups: groups.map((group) => ({ ...group, fields: { ...group.fields, invoiceId: id } })),
    lines: lines.map((line) => ({ ...line, fields: { ...line.fields, invoiceId: id } })),
  };
}

/**
 * The groups and lines of an invoice that stands, side by side; one after the other where the event looks again, since a group that is gone
 * gets another id.
 */
export async function createParts(run: SharedRun, tree: InvoiceTree): Promise<void> {
  if (run.runner.mode === 'resume') {
    await sideBySide(
      () => createGroups(run, tree),
      () => createLines(run, tree),
    );
    return;
  }
  const ids = await createGroups(run, tree);
  const lines = tree.lines.map((line) => {
    const groupId = ids.get(line.fields.groupId) ?? line.fields.groupId;
    return { ...line, fields: { ...line.fields, groupId } };
  });
  await createLines(run, { ...tree, lines });
}

/** An invoice that stands already may hold groups and lines of an event that came to no end: all must be those of this tree. */
async function refuseLeftOverParts(run: CreatingRun, { invoice, groups, lines }: InvoiceTree): Promise<void> {
  const ours = new Set([...groups, ...lines].map(({ id }) => id));
  const sent = await run.remains.leftByOthers(run.eventId, [LINE_ITEM_GROUPS, LINE_ITEMS]);
  const strange = sent.filter(({ crmId }) => !ours.has(crmId));
  const standing = await eachOf(strange, run.settings.width, async (part) => {
    const record = await run.crm.find(part.module, part.crmId, run.context);
    return record?.attributes.parent_id === invoice.id ? [part] : [];
  });
  const left = standing.flat();
  if (left.length > 0) throw new PartsLeftOver(invoice.id, left, [...new Set(left.map(({ eventId }) => eventId))]);
}

// The event has made it for a contact that was gone, and makes it now for the one that took its place.
function namedAnother(run: StepRun, { key, fields }: Part<InvoiceFields>): boolean {
  const named = run.runner.relatedIdOf(key);
  return named !== null && named !== fields.contactId;
}

// SuiteCRM takes any id for a contact, and shows an empty name for one that was deleted.
function showsNoContact({ attributes }: CrmRecord): boolean {
  return attributes.billing_contact === '' && (attributes.billing_contact_id ?? '') !== '';
}

async function refuseSaleToNobody(run: LinkedRun, record: CrmRecord): Promise<void> {
  const { billing_contact_id: contact = '', billing_contact: name = '' } = record.attributes;
  if (name !== '' && contact !== '') await run.see(CONTACTS, contact);
  if (!showsNoContact(record)) return;
  const standing = await findStanding(run.crm, CONTACTS, contact, run.context, run.settings.lookAgain);
  if (standing === null) throw new ContactGone(contact);
}

// A return keeps the contact of its sale, who may be gone since.
function warnOfLostContact(record: CrmRecord): Warning[] {
  if (!showsNoContact(record)) return [];
  return [
    ofRecord(
      `${INVOICES}: billing_contact_id names a contact that the CRM does not show; if it was deleted, choose another`,
    ),
  ];
}

/** POST AOS_Line_Item_Groups for each group (guideline 3.5, 4.7). Gives the ids that stand by those of the tree. */
async function createGroups(run: SharedRun, { groups, kinds }: InvoiceTree): Promise<ReadonlyMap<string, string>> {
  const ids = await eachOf(groups, run.settings.width, (group) =>
    createReplaceable(run, {
      key: group.key,
      module: LINE_ITEM_GROUPS,
      id: group.id,
      idOf: group.idOf,
      attributes: groupAttributes(group.fields),
      links: [{ kind: kinds.group, businessUnit: run.unit.name, localId: group.localId }],
      kinds: [kinds.group],
      binding: GROUP_BINDING,
      references: { parent_id: INVOICES },
    }),
  );
  return new Map(groups.map(({ id }, index) => [id, ids[index] ?? id]));
}

/** POST AOS_Products_Quotes for each line (guideline 3.6, 4.8). The group may be on its way: its id is known. */
async function createLines(run: SharedRun, { lines, kinds }: InvoiceTree): Promise<void> {
  await eachOf(lines, run.settings.width, (line) =>
    createReplaceable(run, {
      key: line.key,
      module: LINE_ITEMS,
      id: line.id,
      idOf: line.idOf,
      attributes: lineAttributes(line.fields),
      links: [{ kind: kinds.line, businessUnit: run.unit.name, localId: line.localId }],
      kinds: [kinds.line],
      binding: LINE_BINDING,
      references: { parent_id: INVOICES, group_id: LINE_ITEM_GROUPS, product_id: PRODUCTS },
    }),
  );
}

/** Relates each security group of the unit to the invoice (guideline 3.8). */
export async function addSecurityGroups(run: SharedRun, invoice: string): Promise<void> {
  await relateAll(run, {
    module: INVOICES,
    id: invoice,
    relatedModule: SECURITY_GROUPS,
    relatedIds: run.unit.securityGroupIds,
    keyOf: (group) => stepKey('security', 'group', group),
    seen: stepKey('security', 'groups', 'seen'),
  });
}

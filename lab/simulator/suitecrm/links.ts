import type { Crm } from './crm.ts';
import type { JoinRelation } from './relations.ts';
import { withColumn } from './save/row.ts';
import type { SchemaLink } from './schema.ts';
import type { Row } from './store/table.ts';

const nothing = (): void => undefined;

/**
 * Reads what linking two records needs and returns the writing of it. A column relation saves the whole record it
 * read; a join row is added if there was none when it looked, so two calls side by side can add two.
 */
export function planLink(crm: Crm, link: SchemaLink, source: Row, related: Row): () => void {
  const { relation } = link;
  if (relation.kind === 'column') {
    const [one, many] = link.side === 'many' ? [related, source] : [source, related];
    const table = crm.store.table(relation.many.module);
    return () => table.put(withColumn(crm, many, relation.many.column, one.id));
  }
  if (relation.kind === 'email') {
    const { emails } = crm.store;
    return relation.writesModule
      ? () => emails.relate(relation.person.module, source.id, related.id)
      : () => emails.relateWithoutModule(source.id, related.id);
  }
  const [left, right] = sidesForAdding(link, relation, source, related);
  const add = planJoin(crm, relation, left, right);
  const mirror = isSymmetric(relation) && left.id !== right.id ? planJoin(crm, relation, right, left) : nothing;
  return () => {
    add();
    mirror();
  };
}

/** Undoes a link. */
export function unlink(crm: Crm, link: SchemaLink, source: Row, related: Row): void {
  const { relation } = link;
  if (relation.kind === 'column') {
    const [one, many] = link.side === 'many' ? [related, source] : [source, related];
    if ((many.values[relation.many.column] ?? '').toLowerCase() === one.id.toLowerCase()) {
      crm.store.table(relation.many.module).put(withColumn(crm, many, relation.many.column, ''));
    }
    return;
  }
  if (relation.kind === 'email') {
    crm.store.emails.unrelate(relation.person.module, source.id, related.id);
    return;
  }
  const table = crm.store.join(relation.name);
  const pairs = link.side === 'left' ? table.pair(source.id, related.id) : table.pair(related.id, source.id);
  const mirrored = isSymmetric(relation) ? table.pair(related.id, source.id) : [];
  for (const row of [...pairs, ...mirrored]) {
    row.deleted = true;
  }
}

/** The living records a link leads to, one entry per join row, in order of id. */
export function linked(crm: Crm, link: SchemaLink, source: Row): Row[] {
  const { relation } = link;
  if (relation.kind === 'column') {
    if (link.side === 'one') {
      const rows = crm.store.table(relation.many.module).withValue(relation.many.column, source.id);
      return rows.filter((row) => !row.deleted);
    }
    const row = crm.store.table(relation.one.module).find(source.values[relation.many.column] ?? '');
    return row === undefined ? [] : [row];
  }
  if (relation.kind === 'email') {
    const addresses = crm.store.emails.ofRecord(relation.person.module, source.id).map(({ email }) => email.id);
    return addresses.map((id) => crm.store.table(link.target).find(id)).filter((row) => row !== undefined);
  }
  const table = crm.store.join(relation.name);
  const ids =
    link.side === 'left'
      ? table.ofLeft(source.id).map((row) => row.right)
      : table.ofRight(source.id).map((row) => row.left);
  const target = crm.store.table(link.target);
  return ids
    .sort()
    .map((id) => target.find(id))
    .filter((row) => row !== undefined);
}

/**
 * Deletes a record softly: ids that point to it are blanked, lines go with their invoice, and its join rows and
 * e-mail links are marked as deleted.
 */
export function softDelete(crm: Crm, module: string, row: Row): void {
  crm.store.table(module).put(asDeleted(crm, row));
  for (const link of crm.store.emails.ofRecord(module, row.id)) {
    link.deleted = true;
  }
  unlinkDeleted(crm, module, row.id);
}

function unlinkDeleted(crm: Crm, module: string, id: string): void {
  for (const relation of crm.schema.relations) {
    if (relation.kind === 'email') {
      continue;
    }
    if (relation.kind === 'column') {
      if (relation.one.module === module && relation.outlives !== true) {
        releaseColumn(crm, relation.many.module, relation.many.column, id, module);
      }
      continue;
    }
    const table = crm.store.join(relation.name);
    const lefts = relation.left.module === module ? table.ofLeft(id) : [];
    const rights = relation.right.module === module ? table.ofRight(id) : [];
    for (const row of [...lefts, ...rights]) {
      row.deleted = true;
    }
  }
}

function releaseColumn(crm: Crm, many: string, column: string, id: string, deletedModule: string): void {
  const table = crm.store.table(many);
  const dies = deletedModule === 'AOS_Invoices' && many === 'AOS_Products_Quotes';
  for (const row of table.withValue(column, id)) {
    if (!row.deleted) {
      table.put(dies ? asDeleted(crm, row) : withColumn(crm, row, column, ''));
    }
  }
}

function asDeleted(crm: Crm, row: Row): Row {
  return { ...row, deleted: true, values: { ...row.values, deleted: '1', date_modified: crm.now() } };
}

function planJoin(crm: Crm, relation: JoinRelation, left: Row, right: Row): () => void {
  const table = crm.store.join(relation.name);
  const [existing] = table.pair(left.id, right.id);
  const others = relation.oneToMany ? table.ofRight(right.id).filter((row) => row !== existing) : [];
  return () => {
    for (const row of others) {
      row.deleted = true;
    }
    if (existing === undefined) {
      table.insert(left.id, right.id);
    } else {
      existing.deleted = false;
    }
  };
}

/** A one-to-many relation of a module with itself is written the other way round than it is read. */
function sidesForAdding(link: SchemaLink, relation: JoinRelation, source: Row, related: Row): [Row, Row] {
  const onLeft = link.side === 'left';
  const flipped = relation.oneToMany && relation.left.module === relation.right.module;
  return onLeft !== flipped ? [source, related] : [related, source];
}

function isSymmetric(relation: JoinRelation): boolean {
  return relation.left.module === relation.right.module && relation.left.link === relation.right.link;
}

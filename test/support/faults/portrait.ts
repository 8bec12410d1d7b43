import type { Snapshot } from '../../../lab/simulator/suitecrm/index.ts';

const UUID = /[0-9a-f]{8}-[0-9a-f-]{27}/g;

/**
 * What stands in a CRM of somebody's records: those that bear the token, and those that name one of them. Their ids are told by what the
 * records say, so that the portraits of two who fared alike are equal.
 */
export function portraitOf({ records, joins, emails }: Snapshot, token: string): string[] {
  const rows = Object.entries(records).flatMap(([module, all]) => all.map((row) => ({ module, row })));
  const owned = new Map<string, string>();
  for (let known = -1; known < owned.size; ) {
    known = owned.size;
    for (const { module, row } of rows) {
      const text = JSON.stringify(row.values);
      if (!text.includes(token) && !ids(text).some((id) => owned.has(id))) continue;
      owned.set(row.id, `${module} ${neutral(text.replaceAll(UUID, 'id'), token)}`);
    }
  }
  const isOwned = (text: string) => text.includes(token) || ids(text).some((id) => owned.has(id));
  const told = (text: string) => neutral(text, token).replaceAll(UUID, (id) => owned.get(id) ?? id);
  return [
    ...rows.filter(({ row }) => owned.has(row.id)).map(({ module, row }) => `${module} ${told(JSON.stringify(row))}`),
    ...Object.entries(joins).flatMap(([name, all]) => all.filter(isOwned).map((row) => `${name} ${told(row)}`)),
    ...emails.filter(isOwned).map(told),
  ].sort();
}

function ids(text: string): string[] {
  return text.match(UUID) ?? [];
}

function neutral(text: string, token: string): string {
  return text.replaceAll(token, 'TOKEN');
}

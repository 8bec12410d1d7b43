import { randomUUID } from 'node:crypto';
import Type, { type Static } from 'typebox';
import Value from 'typebox/value';
import { expect } from 'vitest';
import type { AdminBench } from './admin.ts';

/** A link as an import names it. */
export interface ImportedLink {
  readonly business_unit: string;
  readonly kind: string;
  readonly local_id: string;
  readonly crm_id: string;
}

const Named = {
  index: Type.Integer(),
  business_unit: Type.String(),
  kind: Type.String(),
  local_id: Type.String(),
  crm_id: Type.String(),
};
const Answer = Type.Object({
  imported: Type.Integer(),
  unchanged: Type.Integer(),
  conflicts: Type.Array(Type.Object({ ...Named, stands: Type.Record(Type.String(), Type.Unknown()) })),
  missing: Type.Array(Type.Object(Named)),
});

/** A link of the unit `experience` to a record that nobody knows yet. */
export function linkTo(
  kind: string,
  local_id: string,
  crm_id: string = randomUUID(),
  business_unit = 'experience',
): ImportedLink {
  return { business_unit, kind, local_id, crm_id };
}

/** Imports links as ops do, and expects an answer of success. */
export async function importLinks(
  bench: Pick<AdminBench, 'ask'>,
  links: readonly ImportedLink[],
  { verify = false }: { readonly verify?: boolean } = {},
): Promise<Static<typeof Answer>> {
  const body = { reason: 'moved in', verify, links };
  const answer = await bench.ask('POST', '/admin/links/import', { body });
  expect(answer, JSON.stringify(answer.body).slice(0, 500)).toMatchObject({ status: 200 });
  return Value.Parse(Answer, answer.body);
}

import { readFile } from 'node:fs/promises';
import Type, { type Static } from 'typebox';
import Value from 'typebox/value';
import { parse } from 'yaml';

const AlertRule = Type.Object({
  alert: Type.String({ pattern: '^Tillbridge[A-Z]' }),
  expr: Type.String(),
  for: Type.Optional(Type.String({ pattern: '^\\d+[smh]$' })),
  labels: Type.Object({ severity: Type.Enum(['warning', 'critical']) }),
  annotations: Type.Object({
    summary: Type.String({ minLength: 1 }),
    description: Type.String({ minLength: 1 }),
    runbook: Type.String({ pattern: '^README\\.md#[a-z-]+: .' }),
  }),
});
const Rules = Type.Object({
  groups: Type.Array(Type.Object({ name: Type.String(), rules: Type.Array(AlertRule) })),
});

/** One alert of the rules for Prometheus. */
export type AlertRule = Static<typeof AlertRule>;

/** A file of `ops/`. */
export async function readOps(file: string): Promise<string> {
  return await readFile(new URL(`../../../ops/${file}`, import.meta.url), 'utf8');
}

/** The alerts of the rules file. */
export async function readRules(): Promise<AlertRule[]> {
  const file: unknown = parse(await readOps('prometheus-rules.yml'));
  return Value.Parse(Rules, file).groups.flatMap(({ rules }) => rules);
}

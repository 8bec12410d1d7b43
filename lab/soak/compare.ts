import type { RecordSnapshot, Snapshot } from '../simulator/suitecrm/index.ts';

/** What a run left that differs from what it should have, a line each. */
export interface Findings {
  /** What stands there once too often. */
  readonly duplicates: readonly string[];
  /** What is missing. */
  readonly losses: readonly string[];
  /** What stands there once, but otherwise. */
  readonly differences: readonly string[];
}

/** Compares what is in a CRM with what should be: every record field by field, every join row, every e-mail link. */
export function compareSnapshots(expected: Snapshot, found: Snapshot): Findings {
  const modules = namesOf(expected.records, found.records);
  const relations = namesOf(expected.joins, found.joins);
  return mergeFindings([
    ...modules.map((module) => compareRecords(module, expected.records[module] ?? [], found.records[module] ?? [])),
    ...relations.map((relation) => compareRows(relation, expected.joins[relation] ?? [], found.joins[relation] ?? [])),
    compareRows('e-mail link', expected.emails, found.emails),
  ]);
}

/** Compares rows that may each stand there once. */
export function compareRows(what: string, expected: readonly string[], found: readonly string[]): Findings {
  const wanted = new Set(expected);
  const seen = new Set<string>();
  const duplicates = found.filter((row) => {
    const tooOften = seen.has(row) || !wanted.has(row);
    seen.add(row);
    return tooOften;
  });
  const losses = [...wanted].filter((row) => !seen.has(row));
  return { duplicates: duplicates.map(named(what)), losses: losses.map(named(what)), differences: [] };
}

/** Several findings as one. */
export function mergeFindings(all: readonly Findings[]): Findings {
  return {
    duplicates: all.flatMap(({ duplicates }) => duplicates),
    losses: all.flatMap(({ losses }) => losses),
    differences: all.flatMap(({ differences }) => differences),
  };
}

function compareRecords(
  module: string,
  expected: readonly RecordSnapshot[],
  found: readonly RecordSnapshot[],
): Findings {
  const left = new Map(expected.map((record) => [record.id, record]));
  const duplicates: string[] = [];
  const differences: string[] = [];
  for (const record of found) {
    const wanted = left.get(record.id);
    if (!left.delete(record.id) || wanted === undefined) duplicates.push(describe(module, record));
    else differences.push(...changes(wanted, record).map((change) => `${module} ${record.id}: ${change}`));
  }
  return { duplicates, losses: [...left.values()].map((record) => describe(module, record)), differences };
}

function changes(expected: RecordSnapshot, found: RecordSnapshot): string[] {
  const state = expected.deleted === found.deleted ? [] : [found.deleted ? 'is deleted' : 'is not deleted'];
  const fields = namesOf(expected.values, found.values).flatMap((field) => {
    const [was, is] = [expected.values[field] ?? '', found.values[field] ?? ''];
    return was === is ? [] : [`${field} is ${JSON.stringify(is)} instead of ${JSON.stringify(was)}`];
  });
  return [...state, ...fields];
}

function describe(module: string, { id, values }: RecordSnapshot): string {
  return `${module} ${id} ${JSON.stringify(values.name ?? values.last_name ?? '')}`;
}

function namesOf(...parts: readonly Readonly<Record<string, unknown>>[]): string[] {
  return [...new Set(parts.flatMap((part) => Object.keys(part)))].sort();
}

function named(what: string): (row: string) => string {
  return (row) => `${what} ${row}`;
}

import Type from 'typebox';
import Value from 'typebox/value';
import { expect, it } from 'vitest';
import { writeAudit } from '../../../src/operations/audit.ts';
import { type AdminBench, useAdminBench } from '../../support/http/admin.ts';

const start = useAdminBench();
const Page = Type.Object({
  entries: Type.Array(Type.Object({ subject: Type.String(), actor: Type.String() })),
  next_cursor: Type.Union([Type.String(), Type.Null()]),
});

async function note(bench: AdminBench, actor: string, ...subjects: readonly string[]): Promise<void> {
  for (const subject of subjects) {
    const entry = { actor, subject, reason: 'mended', action: 'event.replay', affected: 1, details: {} } as const;
    await writeAudit(bench.database.database.prisma, entry);
  }
}

async function page(bench: AdminBench, query: string) {
  const { entries, next_cursor: cursor } = Value.Parse(Page, (await bench.ask('GET', `/admin/audit?${query}`)).body);
  return { subjects: entries.map(({ subject }) => subject), cursor };
}

it('the audit is read page by page, the newest first, while more is written', async () => {
  const bench = await start();
  await note(bench, 'alice', 'a', 'b', 'c');
  await note(bench, 'bob', 'd');
  const first = await page(bench, 'limit=3');
  expect(first.subjects).toEqual(['d', 'c', 'b']);
  await note(bench, 'alice', 'e');
  expect(await page(bench, `limit=3&cursor=${first.cursor}`)).toEqual({ subjects: ['a'], cursor: null });
  expect((await page(bench, 'actor=bob')).subjects).toEqual(['d']);
  expect((await page(bench, 'subject=c&actor=alice')).subjects).toEqual(['c']);
  for (const [query, path] of [
    [`actor=bob&cursor=${first.cursor}`, '/cursor'],
    ['limit=201', '/limit'],
    ['who=bob', '/who'],
  ]) {
    const answer = await bench.ask('GET', `/admin/audit?${query}`);
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path }] } });
  }
});

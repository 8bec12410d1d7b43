import { expect, test } from 'vitest';
import { splitMigration } from '../../prisma/split-migration.ts';
import { concurrentIndex } from '../../src/database/concurrent-index.ts';

const COLUMN = '-- AlterTable\nALTER TABLE "events" ADD COLUMN     "note" TEXT;';
const NEW_TABLE = '-- CreateTable\nCREATE TABLE "notes" (\n    "id" TEXT NOT NULL\n);';
const INDEX_OF_NEW = '-- CreateIndex\nCREATE INDEX "notes_id_idx" ON "notes"("id");';
const PARTIAL = '-- CreateIndex\nCREATE INDEX "events_note_idx" ON "events"("note") WHERE (note IS NOT NULL);';
const UNIQUE = '-- CreateIndex\nCREATE UNIQUE INDEX "links_note_key" ON "links"("note");';

test('indexes of tables that stand become migrations of their own, after all the rest', () => {
  const sql = [COLUMN, NEW_TABLE, PARTIAL, INDEX_OF_NEW, UNIQUE].join('\n\n');
  expect(splitMigration('notes', `${sql}\n`)).toEqual([
    { title: 'notes', sql: `${[COLUMN, NEW_TABLE, INDEX_OF_NEW].join('\n\n')}\n` },
    { title: 'notes_events_note_idx', sql: `${PARTIAL.replace('INDEX "', 'INDEX CONCURRENTLY "')}\n` },
    { title: 'notes_links_note_key', sql: `${UNIQUE.replace('INDEX "', 'INDEX CONCURRENTLY "')}\n` },
  ]);
});

test('each of them is applied while writes go on, and the rest is not', () => {
  const [rest, ...indexes] = splitMigration('notes', [COLUMN, PARTIAL, UNIQUE].join('\n\n'));
  expect(indexes.map(({ sql }) => concurrentIndex(`-- Additive: …\n\n${sql}`))).toEqual([
    'events_note_idx',
    'links_note_key',
  ]);
  expect(concurrentIndex(rest?.sql ?? '')).toBeNull();
});

test('an index alone is one migration', () => {
  expect(splitMigration('notes', PARTIAL).map(({ title }) => title)).toEqual(['notes_events_note_idx']);
});

test.each([
  'CREATE INDEX "i" ON "events"("a");',
  'CREATE INDEX CONCURRENTLY "i" ON "events"("a"); SELECT 1;',
  'ALTER TABLE "events" ADD COLUMN "a" TEXT; CREATE INDEX CONCURRENTLY "i" ON "events"("a");',
])('no transaction is done without for: %s', (sql) => {
  expect(concurrentIndex(sql)).toBeNull();
});

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { startEmbedded } from '../src/database/embedded/start.ts';
import { applyMigrations } from '../src/database/migrate.ts';
import { holdsUpWrites } from './holds-up-writes.ts';
import { missingSql } from './schema-engine.ts';
import { splitMigration } from './split-migration.ts';

/**
 * Writes what schema.prisma has and the migrations have not as a new migration: `npm run migration -- audit_log additive`. The name
 * declares whether the release before it still works on the schema that it makes: that decides whether one can go back to it. Indexes of
 * tables that stand become migrations of their own, which hold up no webhook.
 */
const KINDS: Readonly<Record<string, string>> = {
  additive: `-- Additive: a release that does not know this migration goes on working on the schema that it makes. Every statement of such a
-- release still runs and means the same, and this one's code bears rows written without what is new here.
`,
  breaking: `-- Breaking: a release that does not know this migration refuses the schema that it makes. Nobody can go back behind it.
`,
};
const [name, kind = '', ...rest] = process.argv.slice(2);
const header = KINDS[kind];
if (name === undefined || header === undefined || rest.length > 0 || !/^[a-z][a-z0-9_]*$/.test(name)) {
  console.error('usage: npm run migration -- <name in lower_snake_case> additive|breaking');
  process.exit(2);
}

const scratch = await mkdtemp(path.join(tmpdir(), 'tillbridge-migration-'));
try {
  const server = await startEmbedded(scratch, pino({ level: 'warn' }), { durable: false, maxConnections: 20 });
  try {
    await applyMigrations(server.url);
    await writeMigrations(name, header, await missingSql(server.url));
  } finally {
    await server.close();
  }
} finally {
  await rm(scratch, { recursive: true, force: true });
}

async function writeMigrations(title: string, promise: string, sql: string | null): Promise<void> {
  if (sql === null) {
    console.log('The migrations are what schema.prisma says; nothing to write.');
    return;
  }
  const now = Date.now();
  for (const [index, part] of splitMigration(title, sql).entries()) {
    // They are applied by their names, so each is of the second after the one before it.
    const timestamp = new Date(now + index * 1_000).toISOString().replaceAll(/\D/g, '').slice(0, 14);
    const folder = `migrations/${timestamp}_${part.title}_${kind}`;
    await mkdir(new URL(`${folder}/`, import.meta.url), { recursive: true });
    await writeFile(new URL(`${folder}/migration.sql`, import.meta.url), `${promise}\n${part.sql}`);
    console.log(`Wrote prisma/${folder}/migration.sql. Read it before you commit it.`);
    for (const statement of holdsUpWrites(part.sql)) console.log(`This holds up webhooks while it runs: ${statement}`);
  }
}

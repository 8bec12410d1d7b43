import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { startEmbedded } from '../src/database/embedded/start.ts';
import { applyMigrations } from '../src/database/migrate.ts';
import { missingSql } from './schema-engine.ts';

/** Writes what schema.prisma has and the migrations have not as a new migration: `npm run migration -- add_audit_log`. */
const [name, ...rest] = process.argv.slice(2);
if (name === undefined || rest.length > 0 || !/^[a-z][a-z0-9_]*$/.test(name)) {
  console.error('usage: npm run migration -- <name in lower_snake_case>');
  process.exit(2);
}

const scratch = await mkdtemp(path.join(tmpdir(), 'tillbridge-migration-'));
try {
  const server = await startEmbedded(scratch, pino({ level: 'warn' }), { durable: false, maxConnections: 20 });
  try {
    await applyMigrations(server.url);
    await writeMigration(name, await missingSql(server.url));
  } finally {
    await server.close();
  }
} finally {
  await rm(scratch, { recursive: true, force: true });
}

async function writeMigration(title: string, sql: string | null): Promise<void> {
  if (sql === null) {
    console.log('The migrations are what schema.prisma says; nothing to write.');
    return;
  }
  const timestamp = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14);
  const folder = new URL(`migrations/${timestamp}_${title}/`, import.meta.url);
  await mkdir(folder, { recursive: true });
  await writeFile(new URL('migration.sql', folder), sql);
  console.log(`Wrote prisma/migrations/${timestamp}_${title}/migration.sql. Read it before you commit it.`);
}

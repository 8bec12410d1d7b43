import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Logger } from 'pino';
import { startEmbedded } from '../../src/database/embedded/start.ts';
import { applyMigrations } from '../../src/database/migrate.ts';
import { connectDatabase, type Database } from '../../src/database/open.ts';

/** Works on a new database with all migrations, as durable as the embedded one of the service; it is gone afterwards. */
export async function withDatabase(log: Logger, work: (database: Database) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tillbridge-bench-'));
  const server = await startEmbedded(folder, log);
  await applyMigrations(server.url);
  const database = connectDatabase(server.url, log);
  try {
    await work(database);
  } finally {
    await database.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

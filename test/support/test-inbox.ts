import { afterAll, afterEach, beforeAll } from 'vitest';
import type { Database } from '../../src/database/client.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

/** One database for the tests of a file, emptied after each; `current` once they run. */
export function useTestInbox(): { readonly current: Database; readonly url: string } {
  let opened: TestDatabase | null = null;
  const open = (): TestDatabase => {
    if (opened === null) throw new TypeError('The database is open only while tests run');
    return opened;
  };
  beforeAll(async () => {
    opened = await createTestDatabase();
  });
  afterEach(async () => {
    await open().database.prisma
      .$executeRaw`TRUNCATE events, links, returned_lines, applied_updates, held_alerts, alert_marks, crm_pauses, retention_sweeps CASCADE`;
  });
  afterAll(async () => {
    await opened?.drop();
  });
  return {
    get current() {
      return open().database;
    },
    get url() {
      return open().url;
    },
  };
}

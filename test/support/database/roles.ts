import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { inject } from 'vitest';
import { connectDatabase } from '../../../src/database/open.ts';
import { administer } from '../administer.ts';
import { createEmptyDatabase, type TestDatabase } from '../database.ts';

/** A database that belongs to a plain role, without a table, and that role as well as another one which owns nothing. */
export interface OwnedDatabase extends TestDatabase {
  /** The database as its owner, who is no superuser. */
  readonly ownerUrl: string;
  readonly owner: string;
  /** The same as a role that may do nothing but connect. */
  readonly serviceUrl: string;
  readonly service: string;
}

/** Needs a server on which roles can be made. `url` and `database` are those of an administrator. */
export async function createOwnedDatabase(): Promise<OwnedDatabase> {
  const server = inject('serverUrl');
  const { url, drop } = await createEmptyDatabase();
  const name = new URL(url).pathname.slice(1);
  const suffix = randomBytes(6).toString('hex');
  const [owner, service] = [`till_owner_${suffix}`, `till_service_${suffix}`];
  const password = randomBytes(12).toString('hex');
  for (const role of [owner, service]) await administer(server, `CREATE ROLE ${role} LOGIN PASSWORD '${password}'`);
  await administer(server, `ALTER DATABASE "${name}" OWNER TO ${owner}`);
  const as = (role: string) => {
    const address = new URL(url);
    [address.username, address.password] = [role, password];
    return address.href;
  };
  const database = connectDatabase(url, pino({ level: 'silent' }));
  return {
    url,
    database,
    owner,
    service,
    ownerUrl: as(owner),
    serviceUrl: as(service),
    async drop() {
      await database.close();
      await drop();
      for (const role of [owner, service]) await administer(server, `DROP ROLE ${role}`);
    },
  };
}

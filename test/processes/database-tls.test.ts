import { chown, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/database/open.ts';
import { type OwnServer, startOwnServer } from '../support/database/own-server.ts';
import { keepLines } from '../support/log-lines.ts';

const silent = pino({ level: 'silent' });
/** The authority that signed the server's certificate, which is for `localhost` and for no other name; and one that did not. */
const AUTHORITY = fixture('database-authority.pem');
const ANOTHER = fixture('self-signed-certificate.pem');

function fixture(name: string): string {
  return fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));
}

/** As an administrator does: the server reads both files when it is told to. */
async function offerTls(server: OwnServer): Promise<void> {
  const { uid, gid } = await stat(server.data);
  for (const [name, from] of [
    ['server.crt', 'database-certificate.pem'],
    ['server.key', 'database-key.pem'],
  ] as const) {
    const file = path.join(server.data, name);
    await writeFile(file, await readFile(fixture(from)), { mode: 0o600 });
    await chown(file, uid, gid);
  }
  await server.set('ssl', 'on');
}

/** `query`: with `ITS` for the authority's file and `ANOTHER` for that of one that the server has nothing to do with. */
function urlOf(server: OwnServer, host: string, query: string): string {
  const url = new URL(server.url);
  url.hostname = host;
  url.search = query.replace('=ITS', `=${AUTHORITY}`).replace('=ANOTHER', `=${ANOTHER}`);
  return url.href;
}

const open = (url: string, log = silent) =>
  openDatabase({ url, ownerUrl: null, dataDir: '/nowhere', poolSize: 2 }, log);

describe('a server that offers TLS', () => {
  let server: OwnServer;
  beforeAll(async () => {
    server = await startOwnServer();
    await offerTls(server);
  });
  afterAll(() => server.stop());

  /** Whether each connection of the service is encrypted, as the server sees it: for statements, and for locks. */
  async function encrypted(url: string): Promise<unknown> {
    const database = await open(url);
    try {
      return await database.locks.hold('encrypted', { waitMs: 5_000, holdMs: 5_000 }, async () => {
        await database.prisma.$queryRaw`SELECT 1`;
        return await database.prisma.$queryRaw`
          SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'tillbridge'`;
      });
    } finally {
      await database.close();
    }
  }

  test.each<readonly [string, string]>([
    ['127.0.0.1', ''],
    ['127.0.0.1', 'sslmode=disable'],
  ])('is spoken to in the clear where nothing else is said: %s?%s', async (host, query) => {
    expect(await encrypted(urlOf(server, host, query))).toEqual([{ ssl: false }]);
  });

  test.each<readonly [string, string]>([
    ['127.0.0.1', 'sslmode=require'],
    ['127.0.0.1', 'sslmode=require&sslrootcert=ITS'],
    ['127.0.0.1', 'sslmode=verify-ca&sslrootcert=ITS'],
    ['localhost', 'sslmode=verify-full&sslrootcert=ITS'],
  ])('is spoken to in nothing but TLS: %s?%s', async (host, query) => {
    expect(await encrypted(urlOf(server, host, query))).toEqual([{ ssl: true }]);
  });

  const NAME_IT = 'Name the authority that signed it in DATABASE_URL: sslrootcert=';
  test.each<readonly [string, string, string]>([
    ['localhost', 'sslmode=verify-full', NAME_IT],
    ['localhost', 'sslmode=require&sslrootcert=system', NAME_IT],
    ['localhost', 'sslmode=verify-full&sslrootcert=ANOTHER', NAME_IT],
    ['127.0.0.1', 'sslmode=verify-ca&sslrootcert=ANOTHER', NAME_IT],
    ['127.0.0.1', 'sslmode=require&sslrootcert=ANOTHER', NAME_IT],
    ['127.0.0.1', 'sslmode=verify-full&sslrootcert=ITS', 'Name the host in DATABASE_URL as the certificate does'],
  ])('is refused by one error that says what to do: %s?%s', async (host, query, advice) => {
    await expect(open(urlOf(server, host, query))).rejects.toMatchObject({
      code: 'database_unreachable',
      errorClass: 'permanent',
      message: expect.stringMatching(
        new RegExp(`PostgreSQL at ${host}:\\d+ shows a certificate that is not trusted: .*${advice}`),
      ),
    });
  });

  test('is refused where the file of the authority cannot be read', async () => {
    const url = urlOf(server, 'localhost', 'sslmode=verify-full&sslrootcert=/nowhere/ca.pem');
    await expect(open(url)).rejects.toThrow(
      /A file that DATABASE_URL names .* cannot be read: ENOENT.*\/nowhere\/ca\.pem/,
    );
  });

  test('is not looked at by sslmode=require, which the log says at every start', async () => {
    const { log, lines } = keepLines();
    await (await open(urlOf(server, '127.0.0.1', 'sslmode=require'), log)).close();
    const warning = expect.objectContaining({
      level: 40,
      msg: expect.stringContaining('nobody looks whose server it is'),
    });
    expect(lines).toContainEqual(warning);
    lines.length = 0;
    await (await open(urlOf(server, '127.0.0.1', 'sslmode=verify-ca&sslrootcert=ITS'), log)).close();
    expect(lines).not.toContainEqual(warning);
  });
});

test('a server without TLS is told from one that is away, and so is one that wants nothing else', async () => {
  await using server = await startOwnServer();
  await expect(open(urlOf(server, '127.0.0.1', 'sslmode=verify-full'))).rejects.toMatchObject({
    errorClass: 'permanent',
    message: expect.stringMatching(/offers no TLS.*Switch it on there \(ssl = on\), or say sslmode=disable/),
  });
  await offerTls(server);
  await writeFile(path.join(server.data, 'pg_hba.conf'), 'hostssl all all 127.0.0.1/32 scram-sha-256\n');
  await server.ask('SELECT pg_reload_conf()');
  await expect
    .poll(() => open(server.url).then((database) => database.close(), String))
    .toMatch(/no encryption\. Add sslmode=verify-full to DATABASE_URL/);
});

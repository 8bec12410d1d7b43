import { expect, inject, it, onTestFinished } from 'vitest';
import { prepareDatabase } from '../../src/database/open.ts';
import { administer } from '../support/administer.ts';
import { createOwnedDatabase } from '../support/database/roles.ts';
import { findingsOf, openClinic, sayings } from '../support/doctor.ts';
import { silent } from '../support/worker.ts';

it('a pool that the server has no room for is told', async () => {
  const { config } = await openClinic();
  const findings = await findingsOf({ ...config, database: { ...config.database, poolSize: 5_000 } });
  expect(sayings(findings, 'error')).toEqual([
    expect.stringMatching(/^Each replica takes up to 5001 of the \d+ connections that the server has/),
  ]);
});

it('who could change the audit is told: the role that owns it, and none that does not', async () => {
  const { config } = await openClinic();
  const owned = await createOwnedDatabase();
  onTestFinished(() => owned.drop());
  const { serviceUrl, ownerUrl, service, owner } = owned;
  await prepareDatabase({ url: serviceUrl, ownerUrl }, silent);
  const saidOf = async (url: string) =>
    sayings(await findingsOf({ ...config, database: { ...config.database, url } }), 'ok');
  expect(await saidOf(serviceUrl)).toContain(
    `The service's role ${service} has no right to change the audit, which belongs to ${owner}`,
  );
  expect(await saidOf(ownerUrl)).toContain(
    `A trigger keeps the audit append-only; the service's role ${owner} could take it off`,
  );
});

it('a database that takes no writes is told', async () => {
  const { config } = await openClinic();
  const name = new URL(config.database.url ?? '').pathname.slice(1);
  await administer(inject('serverUrl'), `ALTER DATABASE "${name}" SET default_transaction_read_only = on`);
  expect(sayings(await findingsOf(config), 'error')).toContainEqual(expect.stringContaining('is not the primary'));
});

import { pino } from 'pino';
import { loadDatabaseConfig } from '../../config/load-config.ts';
import { prepareDatabase } from '../../database/open.ts';
import type { CliCommand } from '../command.ts';
import { CommandFailed } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { plain, write } from '../output/screen.ts';
import type { ExitCode } from '../terminal.ts';

/** `migrate`: for where the service itself shall not have the password of the role that owns the tables. */
export function addMigrateCommand(program: CliCommand): void {
  program
    .command('migrate')
    .description(
      'Brings the database of DATABASE_URL up to date, as the role of DATABASE_OWNER_URL where that is set, and lets the service do what it has to',
    )
    .addHelpText(
      'after',
      '\nA start does the same. It needs no running service, and nothing of the configuration but DATABASE_….',
    )
    .carriedOutBy(migrate);
}

async function migrate(invocation: Invocation): Promise<ExitCode> {
  const { url, ownerUrl } = loadDatabaseConfig(invocation.terminal.env);
  if (url === null) {
    throw new CommandFailed('DATABASE_URL is not set. The embedded PostgreSQL is brought up to date by the start.');
  }
  const applied = await prepareDatabase({ url, ownerUrl }, pino({ level: 'silent' }));
  write(invocation, JSON.stringify({ applied }), () =>
    applied.length === 0 ? 'Nothing was to be applied.' : applied.map((name) => `applied ${plain(name)}`).join('\n'),
  );
  return 0;
}

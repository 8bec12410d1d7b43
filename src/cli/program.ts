import { releaseVersion } from '../config/release.ts';
import { CliCommand } from './command.ts';
import { addAuditCommand } from './commands/audit.ts';
import { addCrmCommands } from './commands/crms.ts';
import { addCustomerCommands } from './commands/customers.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addEventCommands } from './commands/events.ts';
import { addHealthCommand } from './commands/health.ts';
import { addLinkCommands } from './commands/links.ts';
import { addMigrateCommand } from './commands/migrate.ts';
import { addReplayCommands } from './commands/replays.ts';
import { addRetentionCommand } from './commands/retention.ts';
import { addSendCommand } from './commands/send.ts';
import { addShopCommands } from './commands/shops.ts';
import type { Terminal } from './terminal.ts';

/** The program with every command, in the order of the help. `line`: the words that follow its name, for what it says about them. */
export function createProgram(terminal: Terminal, line: readonly string[]): CliCommand {
  const program = new CliCommand(terminal, line, 'npm run cli --')
    .description('Operations of tillbridge from a terminal.')
    .version(releaseVersion(), '--version', 'print the version')
    .helpOption('-h, --help', 'tell how the command is used')
    .helpCommand('help [command]', 'Tells how a command is used, as --help or -h after it does')
    // Else --version would be an option of every command.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.print(text.replace(/\n$/, '')),
      // Lines are cut for a screen only.
      getOutHelpWidth: () => terminal.columns ?? Number.POSITIVE_INFINITY,
      getErrHelpWidth: () => terminal.columns ?? Number.POSITIVE_INFINITY,
    })
    .addHelpText(
      'after',
      `
Where another program reads the output, call it as \`npx tillbridge <command> --json\`: npm run prints lines of its own.
Exit codes: 0 = done, 1 = refused, failed, degraded, or the doctor found an error, 2 = wrong usage.`,
    );
  addEventCommands(program);
  addReplayCommands(program);
  addLinkCommands(program);
  addCrmCommands(program);
  addCustomerCommands(program);
  addShopCommands(program);
  addRetentionCommand(program);
  addAuditCommand(program);
  addSendCommand(program);
  addHealthCommand(program);
  addDoctorCommand(program);
  addMigrateCommand(program);
  return program;
}

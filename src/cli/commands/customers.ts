import { Option } from 'commander';
import { ErasureAnswer } from '../api/answers.ts';
import { ask } from '../api/ask.ts';
import type { CliCommand } from '../command.ts';
import { CONNECTION_OPTIONS, type Invocation } from '../invocation.ts';
import { inTheWay } from '../output/erasure.ts';
import { plain, type Screen, write } from '../output/screen.ts';
import { table } from '../output/table.ts';
import type { ExitCode } from '../terminal.ts';
import { REASON_OPTION } from './shared-options.ts';

const RECORDS = [{ head: 'CRM' }, { head: 'module' }, { head: 'CRM id' }];

/** `customers`: what the law lets them ask for. */
export function addCustomerCommands(program: CliCommand): void {
  const customers = program.command('customers').description('Erases customers who ask for it');
  customers
    .command('erase <business-unit> <user-id>')
    .description('Erases a customer from payloads, steps and links for good; ids, money and what the CRM holds stay')
    .takes(REASON_OPTION, new Option('--dry-run', 'only tell what would be erased'), ...CONNECTION_OPTIONS)
    .carriedOutBy(eraseCustomer);
}

async function eraseCustomer(invocation: Invocation): Promise<ExitCode> {
  const [unit, user] = [invocation.argument('business-unit'), invocation.argument('user-id')];
  const dryRun = invocation.flag('dry-run');
  const { value, text } = await ask(invocation, ErasureAnswer, {
    method: 'DELETE',
    path: `/customers/${encodeURIComponent(unit)}/${encodeURIComponent(user)}`,
    body: { reason: invocation.text('reason'), ...(dryRun ? { dry_run: true } : {}) },
  });
  write(invocation, text, (screen) => {
    const count = `${value.events} events of customer ${plain(user)}`;
    const head = dryRun ? `${count} would be redacted.` : `${count} are redacted.`;
    return [head, ...inTheWay(screen, value), ...staying(screen, value)].join('\n\n');
  });
  return 0;
}

function staying(screen: Screen, { links }: ErasureAnswer): string[] {
  if (links.length === 0) return ['The CRM holds nothing of them that is known here.'];
  const rows = links.map(({ crm, module, crm_id }) => [plain(crm), plain(module), plain(crm_id)]);
  return ['The CRM holds, and is left alone:', table(screen, RECORDS, rows)];
}

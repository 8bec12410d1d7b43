import { Option } from 'commander';
import { ShopErasureAnswer, ShopsAnswer } from '../api/answers.ts';
import { ask } from '../api/ask.ts';
import type { CliCommand } from '../command.ts';
import { CONNECTION_OPTIONS, type Invocation } from '../invocation.ts';
import { inTheWay } from '../output/erasure.ts';
import { plain, write } from '../output/screen.ts';
import { table } from '../output/table.ts';
import { shortTime } from '../output/time.ts';
import type { ExitCode } from '../terminal.ts';
import { addCatchUpCommand } from './catch-up.ts';
import { CSV_OPTION, REASON_OPTION } from './shared-options.ts';

const COLUMNS = [
  { head: 'shop' },
  { head: 'platform' },
  { head: 'business unit', leaveOut: 2 },
  { head: 'last delivery' },
  { head: 'last catch-up', leaveOut: 1 },
  { head: 'found', leaveOut: 3 },
];

/** `shops`: those that are connected directly. */
export function addShopCommands(program: CliCommand): void {
  const shops = program.command('shops').description('Shows the shops that are connected directly, and asks them');
  shops
    .command('list')
    .description('Lists the connected shops, and when each was last heard of')
    .takes(CSV_OPTION, ...CONNECTION_OPTIONS)
    .carriedOutBy(listShops);
  addCatchUpCommand(shops);
  shops
    .command('erase <shop>')
    .description('Erases what the customers of a shop have told, for good; ids, money and what the CRM holds stay')
    .takes(REASON_OPTION, new Option('--dry-run', 'only tell what would be erased'), ...CONNECTION_OPTIONS)
    .carriedOutBy(eraseShop);
}

async function listShops(invocation: Invocation): Promise<ExitCode> {
  const { value, text } = await ask(invocation, ShopsAnswer, { method: 'GET', path: '/shops' });
  const { timeZone } = invocation.terminal;
  write(invocation, text, (screen) => {
    if (value.shops.length === 0) return 'No shop is connected: name one in SHOPS_FILE.';
    const time = (instant: string | null) => (instant === null ? 'never' : shortTime(instant, timeZone));
    const rows = value.shops.map((shop) => [
      shop.name,
      shop.platform,
      shop.business_unit,
      time(shop.last_delivery_at),
      shop.asked ? time(shop.last_catch_up_at) : 'not asked',
      String(shop.found),
    ]);
    return table(screen, COLUMNS, rows);
  });
  return 0;
}

async function eraseShop(invocation: Invocation): Promise<ExitCode> {
  const shop = invocation.argument('shop');
  const dryRun = invocation.flag('dry-run');
  const { value, text } = await ask(invocation, ShopErasureAnswer, {
    method: 'DELETE',
    path: `/shops/${encodeURIComponent(shop)}`,
    body: { reason: invocation.text('reason'), ...(dryRun ? { dry_run: true } : {}) },
  });
  write(invocation, text, (screen) => {
    const count = `${value.events} events of shop ${plain(shop)}`;
    const head = dryRun ? `${count} would be redacted.` : `${count} are redacted.`;
    return [head, ...inTheWay(screen, value)].join('\n\n');
  });
  return 0;
}

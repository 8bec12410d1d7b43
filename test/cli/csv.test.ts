import { expect, it } from 'vitest';
import { command, event, startAdmin } from '../support/cli.ts';

it('a list is CSV for a spreadsheet: a line of heads, members by their path, and no cell is a formula', async () => {
  const order = event({ order_id: '=HYPERLINK("http://x")', warnings: ['one, two'] });
  const { env } = await startAdmin({ body: { events: [order], next_cursor: 'c2' } });
  const { code, out, complaints } = await command(['events', 'list', '--csv'], { env });
  expect(code).toBe(0);
  const [heads = '', row = '', ...rest] = out.trimEnd().split('\n');
  expect(heads.split(',')).toEqual(expect.arrayContaining(['id', 'status', 'order_id', 'warnings']));
  expect(row).toContain(`"'=HYPERLINK(""http://x"")"`);
  expect(row).toContain('"[""one, two""]"');
  expect(rest).toEqual([]);
  // Beside the list, which a program reads.
  expect(complaints).toContain('There are more: --cursor c2');
});

it('a list of nothing is nothing, and CSV is not JSON', async () => {
  const { env } = await startAdmin({ body: { events: [], next_cursor: null } });
  expect((await command(['events', 'list', '--csv'], { env })).out.trim()).toBe('');
  expect((await command(['events', 'list', '--csv', '--json'], { env })).code).toBe(2);
});

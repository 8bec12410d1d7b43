import width from 'string-width';
import { expect, it } from 'vitest';
import { layOut } from '../../src/cli/output/table.ts';
import { command, event, startAdmin } from '../support/cli.ts';

const ID = '01926f00-0000-7000-8000-000000000001';
const STEP = {
  key: 'line 12 of the group Day trips',
  status: 'done',
  module: 'AOS_Products_Quotes',
  crm_id: 'c0000000-0000-4000-8000-000000000001',
  attempts: 2,
  request: null,
  response: null,
  started_at: '2026-02-03T01:02:03Z',
  finished_at: '2026-02-03T01:02:04Z',
};
const LONG = event({
  business_unit: '實驗室與批發部門',
  order_id: 'OTR2020121600004-of-a-very-long-kind',
  error: { class: 'permanent', step: 'a step with a name that is long', message: 'x' },
});
const LINK = {
  crm: 'suitecrm',
  module: 'AOS_Products_Quotes',
  kind: 'product',
  local_id: 'MISM01040500000282-and-more-of-it',
  crm_id: 'c0000000-0000-4000-8000-000000000001',
  event_id: ID,
  created_at: '2026-02-03T01:02:03Z',
};
const CALL = {
  step: 'line 12 of the group Day trips',
  verb: 'POST',
  module: 'AOS_Products_Quotes',
  crm_id: 'c0000000-0000-4000-8000-000000000001',
  request: { name: 'Tea tour'.repeat(30) },
  assumed: 'that nothing else is there',
};
const ENTRY = {
  at: '2026-02-03T01:02:03Z',
  actor: 'ann',
  action: 'event.replay',
  subject: ID,
  reason: 'why '.repeat(30),
};

/** Every command that prints a table, what the service answers it, and the ids that must be whole. */
const TABLES = [
  ['events list', { events: [LONG, event()], next_cursor: null }, [ID]],
  ['events show x', { ...LONG, payload: {}, steps: [STEP] }, [STEP.crm_id]],
  ['events plan x', { calls: [CALL], done: [], note: null }, []],
  ['links list', { links: [LINK] }, [LINK.crm_id]],
  ['audit', { entries: [ENTRY], next_cursor: null }, [ID]],
  ['replays start --name n --reason r --dry-run', { count: 1, sample: [LONG] }, [ID]],
] as const;

it.each(TABLES)('%s draws its table as wide as the screen, with whole ids', async (line, body, ids) => {
  for (const columns of [80, 100, 132, 200]) {
    const { env } = await startAdmin({ body });
    const { code, out } = await command(line, { env, columns });
    expect(code).toBe(0);
    expect(tableLines(out).filter((drawn) => width(drawn) > columns)).toEqual([]);
    for (const id of ids) expect(out).toContain(id);
  }
});

it.each(TABLES)('%s cuts nothing for a program that reads it, nor where there is room', async (line, body) => {
  const { env } = await startAdmin({ body }, { body });
  const piped = await command(line, { env, columns: null });
  expect(piped.out).not.toMatch(/…|no room/);
  expect(await command(line, { env, columns: 2000 })).toEqual(piped);
});

it('what there is no room for is named, and JSON is never cut', async () => {
  const body = { events: [LONG], next_cursor: null };
  const { env } = await startAdmin({ body }, { body });
  const { out } = await command('events list', { env, columns: 80 });
  expect(out).toMatch(/^id +status +about$/m);
  expect(out).toMatch(/\(no room for received, type, unit, tries\)$/);
  expect((await command('events list --json', { env, columns: 40 })).out).toBe(JSON.stringify(body));
});

it('columns give way from the widest on, and none below what it needs', () => {
  const columns = [{ head: 'id' }, { head: 'a', least: 4 }, { head: 'b', least: 4 }];
  expect(layOut(columns, [10, 30, 12], 60, 2)).toEqual([10, 30, 12]);
  expect(layOut(columns, [10, 30, 12], 50, 2)).toEqual([10, 24, 12]);
  expect(layOut(columns, [10, 30, 12], 34, 2)).toEqual([10, 10, 10]);
  expect(layOut(columns, [10, 30, 3], 22, 2)).toEqual([10, 5, 3]);
  expect(layOut(columns, [10, 30, 12], 5, 2)).toEqual([10, 4, 4]);
});

/** The lines of the table: those from its heads to the next empty one. */
function tableLines(out: string): string[] {
  const lines = out.split('\n');
  const head = lines.findIndex((text) => /\b(id|step|who)\b.* {2}/.test(text));
  const rest = lines.slice(head);
  return rest.slice(0, rest.includes('') ? rest.indexOf('') : rest.length);
}

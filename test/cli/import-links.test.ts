import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { command, startAdmin } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const ID = 'c0000000-0000-4000-8000-000000000001';
const NOTHING = { imported: 0, unchanged: 0, conflicts: [], missing: [] };
const HEAD = 'business_unit,kind,local_id,crm_id';

async function file(text: string | Buffer): Promise<string> {
  const path = join(await temporaryFolder(), 'links.csv');
  await writeFile(path, text);
  return path;
}

const importing = (path: string, ...more: string[]) => ['links', 'import', path, '--reason', 'moved in', ...more];
const link = (local_id: string, kind = 'order') => ({ business_unit: 'experience', kind, local_id, crm_id: ID });

it('a CSV file is sent as links, whatever the order of its columns, its quotes, its line ends and its blank lines', async () => {
  const { asked, env } = await startAdmin({ body: { ...NOTHING, imported: 3 } });
  const path = await file(
    `\ufeffkind,local_id,crm_id,business_unit\r\n\r\norder,O1,${ID},experience\r\ncontact,"a ""b"", c", ${ID} ,experience\r\nlead,李四@example.com,${ID},experience`,
  );
  const { code, out, complaints } = await command(importing(path, '--verify', '--idempotency-key', 'k'), { env });
  expect([code, out, complaints]).toEqual([
    0,
    '3 imported, 0 unchanged, 0 in conflict, 0 missing.',
    '3 sent: 3 imported, 0 unchanged, 0 in conflict, 0 missing',
  ]);
  expect(asked).toMatchObject([{ method: 'POST', path: '/admin/links/import', key: 'k.0' }]);
  expect(asked[0]?.body).toEqual({
    reason: 'moved in',
    verify: true,
    links: [link('O1'), link('a "b", c', 'contact'), link('李四@example.com', 'lead')],
  });
});

it('JSON lines are known by their brace, from standard input as well, and nothing is left on disk', async () => {
  const { asked, env } = await startAdmin({ body: { ...NOTHING, imported: 2 } });
  const text = `\n${JSON.stringify(link('O1'))}\r\n\n${JSON.stringify(link('訂單'))}`;
  const bytes = Buffer.from(text);
  // In the middle of a character.
  const parts = [bytes.subarray(0, bytes.length - 75), bytes.subarray(bytes.length - 75)];
  const before = readdirSync(tmpdir()).filter((name) => name.startsWith('tillbridge-links-'));
  const { code } = await command(importing('-'), { env, openInput: () => Readable.from(parts) });
  expect(code).toBe(0);
  expect(asked[0]?.body).toMatchObject({ verify: false, links: [link('O1'), link('訂單')] });
  const after = readdirSync(tmpdir()).filter((name) => name.startsWith('tillbridge-links-'));
  expect(after.filter((name) => !before.includes(name))).toEqual([]);
});

it.each([
  [
    'a CSV file',
    [
      HEAD,
      `experience,order,O1,${ID}`,
      'experience,order,O2',
      `,refund,O3,${ID}`,
      `experience,contact,0,${ID}`,
      `experience,order,"a\tb",7`,
    ],
    [
      'line 3: has 3 columns, not 4',
      'line 4: business_unit Must not be empty. kind Must be one of "lead", "contact", "order", "product".',
      'line 5: local_id Must be a user: "0" stands for those without an account.',
      /line 6: local_id Must not be blank.* crm_id Must be a UUID/,
    ],
  ],
  [
    'a CSV file of other columns',
    ['unit,kind,local_id,crm_id', `experience,order,O1,${ID}`],
    [/line 1: must be the names of the columns, business_unit,kind,local_id,crm_id, .*not read/],
  ],
  [
    'a CSV file with a broken quote',
    [HEAD, `experience,order,O1,${ID}`, `experience,"order"x,O2,${ID}`],
    [/line 3: is not CSV: Invalid Closing Quote.*not read/],
  ],
  [
    'a CSV file whose quote goes on and on',
    [HEAD, `experience,order,"O1,${ID}`, ...Array(3_000).fill(`experience,order,O2,${ID}`)],
    [/line \d+: is not CSV: Max Record Size.*not read/],
  ],
  [
    'a file of JSON lines',
    [JSON.stringify(link('O1')), '{"business_unit"', '[1]', '7', JSON.stringify({ ...link('O2'), more: 1 })],
    [
      'line 2: is not JSON',
      'line 3: Must be an object, not a list.',
      'line 4: Must be an object, not a number.',
      'line 5: more Is not known here.',
    ],
  ],
  [
    'a JSON line that is too long',
    [JSON.stringify({ ...link('O1'), more: 'x'.repeat(70_000) })],
    [/line 1: is longer than 64 KiB.*not read/],
  ],
])('every wrong line of %s is named by its number, and nothing is sent', async (_what, lines, faults) => {
  const { asked, env } = await startAdmin();
  const { code, out, complaints } = await command(importing(await file(lines.join('\n'))), { env });
  expect([code, out, asked]).toEqual([1, '', []]);
  const told = complaints.split('\n');
  for (const [index, fault] of faults.entries()) expect(told[index]).toMatch(fault);
  expect(told).toHaveLength(faults.length + 1);
  expect(told.at(-1)).toMatch(/(One line is|lines are) wrong, and nothing was sent: correct /);
});

it('of very many wrong lines fifty are named, and all are counted', async () => {
  const { env } = await startAdmin();
  const path = await file([HEAD, ...Array(60).fill('experience,order,O1,7')].join('\n'));
  const { complaints } = await command(importing(path), { env });
  expect(complaints.split('\n')).toHaveLength(51);
  expect(complaints).toContain('60 lines are wrong');
});

it('a file that is not there, is a folder, or holds no links is told as such', async () => {
  const { env } = await startAdmin();
  for (const [path, complaint] of [
    ['/nowhere/links.csv', 'cannot be read: ENOENT'],
    [tmpdir(), 'cannot be read: EISDIR'],
    [await file(''), 'holds no links'],
    [await file(`${HEAD}\n`), 'holds no links'],
  ] as const) {
    const { code, complaints } = await command(importing(path), { env });
    expect([code, complaints]).toEqual([1, expect.stringContaining(complaint)]);
  }
});

it('a long file goes in batches with its progress on the other stream, and conflicts are told by line at the end', async () => {
  const stands = { business_unit: 'experience', kind: 'order', local_id: 'X', crm_id: ID, event_id: null };
  const conflict = { index: 1, ...link('O1002'), stands };
  const { asked, env } = await startAdmin(
    { body: { ...NOTHING, imported: 1000 } },
    {
      body: {
        ...NOTHING,
        imported: 497,
        unchanged: 1,
        conflicts: [conflict],
        missing: [{ index: 2, ...link('O1003') }],
      },
    },
  );
  const rows = Array.from({ length: 1_500 }, (_, index) => `experience,order,O${index + 1},${ID}`);
  const path = await file([HEAD, ...rows].join('\n'));
  const { code, out, complaints } = await command(importing(path, '--idempotency-key', 'k'), { env });
  expect(code).toBe(1);
  expect(asked.map(({ key }) => key)).toEqual(['k.0', 'k.1000']);
  expect(complaints.split('\n')).toEqual([
    '1000 sent: 1000 imported, 0 unchanged, 0 in conflict, 0 missing',
    '1500 sent: 1497 imported, 1 unchanged, 1 in conflict, 1 missing',
  ]);
  expect(out).toContain('1497 imported, 1 unchanged, 1 in conflict, 1 missing:');
  expect(out).toMatch(new RegExp(`1003 +experience +order +O1002 +${ID} +is that of order X`));
  expect(out).toMatch(new RegExp(`1004 +experience +order +O1003 +${ID} +the CRM shows no such record`));
});

it('each conflict says what stands, and the table fits a narrow screen with its ids whole', async () => {
  const other = randomUUID();
  const stands = { business_unit: 'experience', kind: 'order', local_id: 'O1', crm_id: other, event_id: null };
  const conflicts = [
    { index: 0, ...link('O1'), stands },
    { index: 1, ...link('O2'), stands: { ...stands, local_id: 'O2', crm_id: null, event_id: other } },
  ];
  const { env } = await startAdmin({ body: { ...NOTHING, conflicts } });
  const path = await file([HEAD, `experience,order,O1,${ID}`, `experience,order,O2,${ID}`].join('\n'));
  const { out } = await command(importing(path), { env, columns: 80 });
  expect(out).toMatch(new RegExp(`2 +O1 +stands for ${other}\n3 +O2 +event ${other} is open`));
  for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});

it('with --json the sums are printed, each conflict with its line and what stands', async () => {
  const stands = { business_unit: 'experience', kind: 'order', local_id: 'O1', crm_id: randomUUID(), event_id: null };
  const { env } = await startAdmin({ body: { ...NOTHING, conflicts: [{ index: 0, ...link('O1'), stands }] } });
  const { code, out } = await command(importing(await file(`${HEAD}\nexperience,order,O1,${ID}`), '--json'), { env });
  expect([code, JSON.parse(out)]).toEqual([1, { ...NOTHING, conflicts: [{ line: 2, ...link('O1'), stands }] }]);
});

it('what the service refuses is told by line, and what was taken before as well', async () => {
  const problem = {
    title: 'Unprocessable Entity',
    detail: 'The request has 1 fault.',
    errors: [{ path: '/links/1/business_unit', message: 'There is no business unit "experience".' }],
  };
  const { env } = await startAdmin({ body: { ...NOTHING, imported: 100 } }, { status: 422, body: problem });
  const rows = Array.from({ length: 150 }, (_, index) => `experience,order,O${index},${ID}`);
  const { code, complaints } = await command(importing(await file([HEAD, ...rows].join('\n')), '--verify'), { env });
  expect(code).toBe(1);
  expect(complaints).toContain('The first 100 links were taken; the same command goes over them without harm.');
  expect(complaints).toContain('422 Unprocessable Entity: The request has 1 fault.');
  expect(complaints).toContain('\nline 103: business_unit There is no business unit "experience".');
});

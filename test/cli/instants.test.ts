import { expect, it } from 'vitest';
import { command, NOW, startAdmin } from '../support/cli.ts';

const LIST = ['events', 'list'];
const START = ['replays', 'start', '--name', 'n', '--reason', 'r'];
/** Every command and option that takes an instant. */
const PLACES = [LIST, START].flatMap((line) => ['--from', '--to'].map((option) => [...line, option]));

it.each(PLACES.map((line) => [line.join(' '), line] as const))(
  '%s refuses what is on no calendar, and says what it takes',
  async (_, line) => {
    for (const text of [
      '2026-02-31',
      '2026-02-31T08:00',
      '2026-02-31T08:00Z',
      '2026-04-31 08:00:00+08:00',
      '2025-02-29',
      '2026-13-01',
      '2026-01-31T24:00',
      '2026-01-31T08:60',
      '2026-01-31T08:00+25:00',
      '20260131',
      '31.1.2026',
      '2026-01-31 soon',
      'yesterday',
      '6 h',
      '6w',
      '999999d',
    ]) {
      const { code, complaints } = await command([...line, text]);
      expect([text, code]).toEqual([text, 2]);
      expect(complaints).toContain(`${line.at(-1)} must be a date that exists`);
      expect(complaints).toContain(`not "${text}"`);
    }
  },
);

it.each([
  ['90m', '2026-02-03T10:30:00.000Z'],
  ['6h', '2026-02-03T06:00:00.000Z'],
  ['2d', '2026-02-01T12:00:00.000Z'],
  ['2026-01-31T14:05Z', '2026-01-31T14:05:00.000Z'],
  ['2026-01-31T14:05:06.5Z', '2026-01-31T14:05:06.500Z'],
  ['2026-01-31 14:05+0800', '2026-01-31T06:05:00.000Z'],
  ['2026-01-31t14:05:06+08:00', '2026-01-31T06:05:06.000Z'],
  ['2024-02-29', new Date(2024, 1, 29).toISOString()],
  ['2026-01-31 14:05', new Date(2026, 0, 31, 14, 5).toISOString()],
  ['2026-01-31T14:05:06', new Date(2026, 0, 31, 14, 5, 6).toISOString()],
])('--from %s is %s, where it has no offset by the clock of this machine', async (text, iso) => {
  const { asked, env } = await startAdmin(
    { body: { events: [], next_cursor: null } },
    { status: 202, body: { id: 'r-1', total: 1 } },
  );
  await command([...LIST, '--from', text], { env, now: () => NOW });
  await command([...START, '--from', text], { env, now: () => NOW });
  expect([asked[0]?.query, asked[1]?.body]).toEqual([
    { from: iso },
    expect.objectContaining({ filter: { from: iso } }),
  ]);
});

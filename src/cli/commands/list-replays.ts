import { ReplaysAnswer } from '../api/answers.ts';
import { ask } from '../api/ask.ts';
import type { Invocation } from '../invocation.ts';
import { plain, write } from '../output/screen.ts';
import { table } from '../output/table.ts';
import { shortTime, timeLeft } from '../output/time.ts';
import type { ExitCode } from '../terminal.ts';
import { pageOf } from './shared-options.ts';

const COLUMNS = [
  { head: 'replay' },
  { head: 'name', least: 8 },
  { head: 'status' },
  { head: 'done' },
  { head: 'failed' },
  { head: 'to go' },
  { head: 'of', leaveOut: 4 },
  { head: 'left', leaveOut: 3 },
  { head: 'by', least: 4, leaveOut: 2 },
  { head: 'since', leaveOut: 1 },
];

/** `replays list`. */
export async function showReplays(invocation: Invocation): Promise<ExitCode> {
  const query = { status: invocation.text('status'), ...pageOf(invocation) };
  const { value, text } = await ask(invocation, ReplaysAnswer, { method: 'GET', path: '/replays', query });
  write(invocation, text, (screen) => {
    if (value.replays.length === 0) return 'No bulk replays.';
    const rows = value.replays.map((replay) => [
      replay.id,
      plain(replay.name),
      plain(replay.status),
      ...[replay.done, replay.failed, replay.pending, replay.total].map(String),
      timeLeft(replay.eta_s),
      plain(replay.actor),
      shortTime(replay.created_at, invocation.terminal.timeZone),
    ]);
    const more = value.next_cursor == null ? '' : `\n\nThere are more: --cursor ${value.next_cursor}`;
    return table(screen, COLUMNS, rows) + more;
  });
  return 0;
}

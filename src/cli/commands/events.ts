import { Option } from 'commander';
import { JsonError, readJson } from '../../domain/json.ts';
import {
  DecisionAnswer,
  type EventAnswer,
  EventPage,
  EventWithSteps,
  GroupsAnswer,
  PlanAnswer,
} from '../api/answers.ts';
import { ask } from '../api/ask.ts';
import type { CliCommand } from '../command.ts';
import { CommandFailed, WrongUsage } from '../errors.ts';
import { CONNECTION_OPTIONS, type Invocation, valueOption } from '../invocation.ts';
import { eventReport, eventTable, planTable } from '../output/events.ts';
import { groupTable } from '../output/groups.ts';
import { plain, write } from '../output/screen.ts';
import { readFileOf } from '../read-file.ts';
import type { ExitCode } from '../terminal.ts';
import { eventFilterOf, FILTER_OPTIONS, readWord } from './event-filter.ts';
import { CSV_OPTION, KEY_OPTION, MODE_OPTION, modeOf, PAGE_OPTIONS, pageOf, REASON_OPTION } from './shared-options.ts';

/** As much as a webhook may hold. */
const MAX_PAYLOAD_BYTES = 1024 * 1024;

const ORDER_OPTION = valueOption('order', 'ORDER', 'newest or oldest first (newest)');

/** `events`: what came from the shops, what became of it, and what ops decide about it. */
export function addEventCommands(program: CliCommand): void {
  const events = program.command('events').description('Looks at events, and decides what becomes of them');
  events
    .command('list')
    .description('Lists events, newest first')
    .takes(...FILTER_OPTIONS, ORDER_OPTION, ...PAGE_OPTIONS, new Option('--all', 'all of them, page after page'))
    .takes(CSV_OPTION, ...CONNECTION_OPTIONS)
    .carriedOutBy(listEvents);
  events
    .command('groups')
    .description('Groups events that failed by what failed, the largest group first')
    .takes(...FILTER_OPTIONS, CSV_OPTION, ...CONNECTION_OPTIONS)
    .carriedOutBy(groupEvents);
  events
    .command('show <id>')
    .description(
      'Shows an event: its tries, its steps as they went, its error and warnings, what holds it up, what the shop sent',
    )
    .takes(new Option('--details', 'with what each step sent and was answered'), ...CONNECTION_OPTIONS)
    .addHelpText('after', '\nPayload and steps hold personal data.')
    .carriedOutBy(showEvent);
  events
    .command('replay <id>')
    .description(
      'Puts an event back in line: to go on from the first step that is not done, to repair, or to look again',
    )
    .takes(MODE_OPTION, REASON_OPTION, KEY_OPTION, ...CONNECTION_OPTIONS)
    .carriedOutBy((invocation) => decide(invocation, 'replay', 'is in line again', modeOf(invocation)));
  events
    .command('amend <id>')
    .description('Gives a dead event another payload and puts it back in line; the first one is kept')
    .takes(
      valueOption('file', 'FILE', 'the whole body of the webhook as JSON; - is standard input').makeOptionMandatory(),
    )
    .takes(REASON_OPTION, KEY_OPTION, ...CONNECTION_OPTIONS)
    .carriedOutBy(amendEvent);
  events
    .command('discard <id>')
    .description('Gives an event up for good')
    .takes(REASON_OPTION, KEY_OPTION, ...CONNECTION_OPTIONS)
    .carriedOutBy((invocation) => decide(invocation, 'discard', 'is discarded for good'));
  events
    .command('plan <id>')
    .description('Tells which calls a replay of an event would make; makes none of them')
    .takes(MODE_OPTION, ...CONNECTION_OPTIONS)
    .carriedOutBy(planReplay);
}

async function listEvents(invocation: Invocation): Promise<ExitCode> {
  const order = readWord(invocation, 'order', ['newest', 'oldest']);
  const query = { ...eventFilterOf(invocation), order, ...pageOf(invocation) };
  const { timeZone } = invocation.terminal;
  if (invocation.flag('all')) {
    if (query.cursor !== undefined) throw new WrongUsage('--all starts at the beginning: leave --cursor out');
    const events = await everyPage(invocation, query);
    write(invocation, JSON.stringify({ events, next_cursor: null }), (screen) => eventTable(screen, events, timeZone));
    return 0;
  }
  const { value, text } = await ask(invocation, EventPage, { method: 'GET', path: '/events', query });
  write(invocation, text, (screen) => {
    const more = value.next_cursor === null ? '' : `\n\nThere are more: --all, or --cursor ${value.next_cursor}`;
    return eventTable(screen, value.events, timeZone) + more;
  });
  return 0;
}

async function everyPage(
  invocation: Invocation,
  query: Readonly<Record<string, string | undefined>>,
): Promise<EventAnswer[]> {
  const events: EventAnswer[] = [];
  let cursor: string | undefined;
  do {
    const { value } = await ask(invocation, EventPage, { method: 'GET', path: '/events', query: { ...query, cursor } });
    events.push(...value.events);
    // A page may bring nothing and not be the last, but a list that stays where it is has ended, whatever it says.
    cursor = value.next_cursor === cursor ? undefined : (value.next_cursor ?? undefined);
  } while (cursor !== undefined);
  return events;
}

async function groupEvents(invocation: Invocation): Promise<ExitCode> {
  const query = eventFilterOf(invocation);
  const { value, text } = await ask(invocation, GroupsAnswer, { method: 'GET', path: '/events/groups', query });
  write(invocation, text, (screen) => groupTable(screen, value.groups, invocation.terminal.timeZone));
  return 0;
}

async function showEvent(invocation: Invocation): Promise<ExitCode> {
  const path = `/events/${encodeURIComponent(invocation.argument('id'))}`;
  const { value, text } = await ask(invocation, EventWithSteps, { method: 'GET', path });
  const { timeZone } = invocation.terminal;
  write(invocation, text, (screen) => eventReport(screen, value, { timeZone, details: invocation.flag('details') }));
  return 0;
}

async function amendEvent(invocation: Invocation): Promise<ExitCode> {
  const path = invocation.text('file') ?? '';
  const bytes = await readFileOf(path, invocation.terminal, MAX_PAYLOAD_BYTES);
  return await decide(invocation, 'amend', 'has another payload and is in line again', {
    payload: payloadOf(path, bytes),
  });
}

/** The JSON of a file with each number as it is written there. */
function payloadOf(path: string, bytes: Uint8Array): unknown {
  try {
    return readJson(bytes);
  } catch (error) {
    if (error instanceof JsonError) throw new CommandFailed(`${path} is not the body of a webhook: ${error.message}`);
    throw error;
  }
}

async function decide(
  invocation: Invocation,
  verb: 'replay' | 'amend' | 'discard',
  done: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<ExitCode> {
  const id = invocation.argument('id');
  const path = `/events/${encodeURIComponent(id)}/${verb}`;
  const body = { reason: invocation.text('reason'), ...more };
  const key = invocation.text('idempotency-key');
  const { value, text } = await ask(invocation, DecisionAnswer, { method: 'POST', path, body, key });
  write(invocation, text, () => plain(`Event ${value.id ?? id} ${done}.`));
  return 0;
}

async function planReplay(invocation: Invocation): Promise<ExitCode> {
  const path = `/events/${encodeURIComponent(invocation.argument('id'))}/plan`;
  const { value, text } = await ask(invocation, PlanAnswer, { method: 'POST', path, body: modeOf(invocation) });
  write(invocation, text, (screen) => planTable(screen, value));
  return 0;
}

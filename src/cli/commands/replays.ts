import Type from 'typebox';
import Value from 'typebox/value';
import { Event, ReplayProgressAnswer, ReplayStarted, ReplayTrialAnswer } from '../api/answers.ts';
import { type AdminAnswer, ask } from '../api/ask.ts';
import { CONNECTION_OPTIONS, type Command, type CommandCall } from '../command.ts';
import { WrongUsage } from '../errors.ts';
import { eventTable } from '../output/event.ts';
import { plain, plainJson } from '../output/plain.ts';
import { write } from '../output/write.ts';
import { FILTER_OPTIONS, filterOfCall } from './event-filter.ts';
import { KEY_OPTION, REASON_OPTION } from './events-decide.ts';

const LOOK_EVERY_MS = 1000;

export const replaysStart: Command = {
  name: 'replays start',
  summary: 'Replays many events at a pace: the set is frozen now',
  options: [
    { name: 'name', value: 'NAME', text: 'what to call it' },
    REASON_OPTION,
    ...FILTER_OPTIONS,
    { name: 'rate', value: 'N', text: 'events a second: 0.1 to 200 (5)' },
    { name: 'dry-run', value: null, text: 'only tell how many, and show some' },
    KEY_OPTION,
    ...CONNECTION_OPTIONS,
  ],
  required: ['name', 'reason'],
  async run(call) {
    const given = Object.entries(filterOfCall(call)).filter(([, value]) => value !== undefined);
    const request = {
      name: call.text('name'),
      reason: call.text('reason'),
      filter: Object.fromEntries(given),
      ...readRate(call),
    };
    const path = '/replays';
    if (call.flag('dry-run')) {
      const body = { ...request, dry_run: true };
      const { value, text } = await ask(call, ReplayTrialAnswer, { method: 'POST', path, body });
      write(call, text, (screen) => {
        const sample = Value.Check(Type.Array(Event), value.sample)
          ? eventTable(screen, value.sample, call.terminal.timeZone)
          : plainJson(value.sample);
        return `${value.count} events would be replayed.${value.sample.length === 0 ? '' : ` Among them:\n${sample}`}`;
      });
      return 0;
    }
    const { value, text } = await ask(call, ReplayStarted, {
      method: 'POST',
      path,
      body: request,
      key: call.text(KEY_OPTION.name),
    });
    write(
      call,
      text,
      () => `Replay ${value.id} of ${value.total} events has started: replays show ${value.id} --watch`,
    );
    return 0;
  },
};

export const replaysShow: Command = {
  name: 'replays show',
  summary: 'Tells how far a replay is',
  arguments: ['id'],
  options: [
    { name: 'watch', value: null, text: 'until it is over; exit code 1 if events failed' },
    ...CONNECTION_OPTIONS,
  ],
  async run(call) {
    let answer = await progress(call);
    if (!call.flag('watch')) {
      write(call, answer.text, () => progressLine(answer.value));
      return 0;
    }
    for (let shown = ''; isGoingOn(answer.value); answer = await progress(call)) {
      const line = progressLine(answer.value);
      if (line !== shown && !call.flag('json')) call.terminal.print(line);
      shown = line;
      await call.terminal.pause(LOOK_EVERY_MS);
    }
    write(call, answer.text, () => progressLine(answer.value));
    return answer.value.failed === 0 ? 0 : 1;
  },
};

export const replaysCancel: Command = {
  name: 'replays cancel',
  summary: 'Ends a replay; what was replayed stays so',
  arguments: ['id'],
  options: [REASON_OPTION, ...CONNECTION_OPTIONS],
  required: ['reason'],
  async run(call) {
    const body = { reason: call.text('reason') };
    const { text } = await ask(call, Type.Unknown(), { method: 'DELETE', path: pathOf(call), body });
    write(call, text, () => `Replay ${plain(call.argument('id'))} is cancelled.`);
    return 0;
  },
};

function progress(call: CommandCall): Promise<AdminAnswer<typeof ReplayProgressAnswer>> {
  return ask(call, ReplayProgressAnswer, { method: 'GET', path: pathOf(call) });
}

function pathOf(call: CommandCall): string {
  return `/replays/${encodeURIComponent(call.argument('id'))}`;
}

// A replay is finished once its last event is in line again; how that one ends is still to come.
function isGoingOn({ pending, status }: ReplayProgressAnswer): boolean {
  return pending > 0 && status !== 'cancelled';
}

function progressLine({ total, pending, done, failed, status, name }: ReplayProgressAnswer): string {
  const title = [name, status].filter((part) => part !== undefined).map(plain);
  return [...title, `${done} of ${total} done`, `${failed} failed`, `${pending} to go`].join(', ');
}

function readRate({ text }: CommandCall): { rate?: number } {
  const rate = text('rate');
  if (rate === undefined) return {};
  if (!/^\d{1,4}(\.\d{1,3})?$/.test(rate) || Number(rate) === 0) {
    throw new WrongUsage(`--rate must be a number of events a second such as 0.5 or 10, not "${rate}"`);
  }
  return { rate: Number(rate) };
}

import type { Static } from 'typebox';
import { EventPage } from '../api/answers.ts';
import { ask } from '../api/ask.ts';
import { CONNECTION_OPTIONS, type Command, type CommandCall } from '../command.ts';
import { WrongUsage } from '../errors.ts';
import { eventTable } from '../output/event.ts';
import { write } from '../output/write.ts';
import { FILTER_OPTIONS, filterOfCall } from './event-filter.ts';
import { PAGE_OPTIONS, pageOfCall } from './page.ts';

type Page = Static<typeof EventPage>;

export const eventsList: Command = {
  name: 'events list',
  summary: 'Lists events, newest first',
  options: [
    ...FILTER_OPTIONS,
    ...PAGE_OPTIONS,
    { name: 'all', value: null, text: 'all of them, page after page' },
    ...CONNECTION_OPTIONS,
  ],
  async run(call) {
    const query = { ...filterOfCall(call), ...pageOfCall(call) };
    const { timeZone } = call.terminal;
    if (call.flag('all')) {
      if (query.cursor !== undefined) throw new WrongUsage('--all starts at the newest: leave --cursor out');
      const events = await everyPage(call, query);
      write(call, JSON.stringify({ events, next_cursor: null }), (screen) => eventTable(screen, events, timeZone));
      return 0;
    }
    const { value, text } = await ask(call, EventPage, { method: 'GET', path: '/events', query });
    write(call, text, (screen) => {
      const more = value.next_cursor === null ? '' : `\n\nThere are more: --all, or --cursor ${value.next_cursor}`;
      return eventTable(screen, value.events, timeZone) + more;
    });
    return 0;
  },
};

async function everyPage(
  call: CommandCall,
  query: Readonly<Record<string, string | undefined>>,
): Promise<Page['events']> {
  const events: Page['events'] = [];
  let cursor: string | undefined;
  do {
    const { value } = await ask(call, EventPage, { method: 'GET', path: '/events', query: { ...query, cursor } });
    events.push(...value.events);
    // A list that brings nothing any more has ended, whatever it says.
    cursor = value.events.length === 0 ? undefined : (value.next_cursor ?? undefined);
  } while (cursor !== undefined);
  return events;
}

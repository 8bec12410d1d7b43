import { EventWithSteps } from '../api/answers.ts';
import { ask } from '../api/ask.ts';
import { CONNECTION_OPTIONS, type Command } from '../command.ts';
import { eventReport } from '../output/event.ts';
import { write } from '../output/write.ts';

export const eventsShow: Command = {
  name: 'events show',
  summary: 'Shows an event: its steps as they went, its error and warnings, what the shop sent',
  arguments: ['id'],
  options: [{ name: 'details', value: null, text: 'with what each step sent and was answered' }, ...CONNECTION_OPTIONS],
  notes: ['Payload and steps hold personal data.'],
  async run(call) {
    const path = `/events/${encodeURIComponent(call.argument('id'))}`;
    const { value, text } = await ask(call, EventWithSteps, { method: 'GET', path });
    const { timeZone } = call.terminal;
    write(call, text, (screen) => eventReport(screen, value, { timeZone, details: call.flag('details') }));
    return 0;
  },
};

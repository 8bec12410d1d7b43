import { PlanAnswer } from '../api/answers.ts';
import { ask } from '../api/ask.ts';
import { CONNECTION_OPTIONS, type Command } from '../command.ts';
import { planTable } from '../output/plan.ts';
import { write } from '../output/write.ts';

export const eventsPlan: Command = {
  name: 'events plan',
  summary: 'Tells which calls a replay of an event would make; makes none of them',
  arguments: ['id'],
  options: CONNECTION_OPTIONS,
  async run(call) {
    const path = `/events/${encodeURIComponent(call.argument('id'))}/plan`;
    const { value, text } = await ask(call, PlanAnswer, { method: 'POST', path, body: {} });
    write(call, text, (screen) => planTable(screen, value));
    return 0;
  },
};

import { Decision } from '../api/answers.ts';
import { ask } from '../api/ask.ts';
import { CONNECTION_OPTIONS, type Command, type Option } from '../command.ts';
import { plain } from '../output/plain.ts';
import { write } from '../output/write.ts';

/** Every change stands in the audit log with its reason. */
export const REASON_OPTION: Option = { name: 'reason', value: 'TEXT', text: 'why, for the audit log' };
/** For whoever may have to ask again: a command that lost its answer is called again with the same key. */
export const KEY_OPTION: Option = {
  name: 'idempotency-key',
  value: 'KEY',
  text: 'the same command again with the same key changes nothing more (remembered for 7 days)',
};

export const eventsReplay = decision('replay', {
  summary: 'Puts a dead, retrying or waiting event back in line; it goes on from the first step that is not done',
  done: 'is in line again',
});

export const eventsDiscard = decision('discard', {
  summary: 'Gives an event up for good',
  done: 'is discarded for good',
});

function decision(verb: string, { summary, done }: { readonly summary: string; readonly done: string }): Command {
  return {
    name: `events ${verb}`,
    summary,
    arguments: ['id'],
    options: [REASON_OPTION, KEY_OPTION, ...CONNECTION_OPTIONS],
    required: ['reason'],
    async run(call) {
      const id = call.argument('id');
      const path = `/events/${encodeURIComponent(id)}/${verb}`;
      const body = { reason: call.text('reason') };
      const key = call.text(KEY_OPTION.name);
      const { value, text } = await ask(call, Decision, { method: 'POST', path, body, key });
      write(call, text, () => plain(`Event ${value.id ?? id} ${done}.`));
      return 0;
    },
  };
}

import type { CommandCall } from '../command.ts';
import { type Screen, screenOf } from './screen.ts';

/** Prints an answer: as the service wrote it with --json, else as `shown` draws it. */
export function write(call: CommandCall, json: string, shown: (screen: Screen) => string): void {
  const { terminal } = call;
  terminal.print(call.flag('json') ? json.trimEnd() : shown(screenOf(terminal)));
}

import { styleText } from 'node:util';
import type { Invocation } from '../invocation.ts';
import type { Terminal } from '../terminal.ts';
import { csvOf } from './csv.ts';

/** What is drawn on. */
export interface Screen {
  readonly paint: Paint;
  /** How wide it is, in characters; null where lines may be of any length, as for a program that reads them. */
  readonly columns: number | null;
}

function screenOf(terminal: Terminal): Screen {
  return { paint: painter(terminal), columns: terminal.columns };
}

/** Prints an answer: as the service wrote it with --json, its list for a spreadsheet with --csv, else as `shown` draws it. */
export function write(invocation: Invocation, json: string, shown: (screen: Screen) => string): void {
  const { terminal } = invocation;
  if (!invocation.flag('csv')) {
    terminal.print(invocation.flag('json') ? json.trimEnd() : shown(screenOf(terminal)));
    return;
  }
  const { csv, nextCursor } = csvOf(json);
  terminal.print(csv);
  if (nextCursor !== null) terminal.complain(`There are more: --cursor ${nextCursor}`);
}

/** How a text can be set apart. */
export type Colour = 'red' | 'yellow' | 'green' | 'cyan' | 'gray' | 'bold';

/** Colours a text where the terminal shows colours. */
export type Paint = (colour: Colour, text: string) => string;

function painter({ colours }: Terminal): Paint {
  return (colour, text) => (colours ? styleText(colour, text, { validateStream: false }) : text);
}

const STATUS_COLOURS: ReadonlyMap<string, Colour> = new Map([
  ['done', 'green'],
  ['dead', 'red'],
  ['failed', 'red'],
  ['retrying', 'yellow'],
  ['waiting', 'yellow'],
  ['running', 'cyan'],
  ['discarded', 'gray'],
  ['ok', 'green'],
  ['up', 'green'],
  ['degraded', 'yellow'],
  ['paused', 'yellow'],
  ['down', 'red'],
]);

/** A status in its colour. */
export function paintStatus(paint: Paint, status: string): string {
  const colour = STATUS_COLOURS.get(status);
  return colour === undefined ? status : paint(colour, status);
}

// Control characters, and those that turn the direction of writing: a name or an error must not steer the terminal.
const STEERING = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Text from outside, fit for a terminal: on one line, without anything that the terminal would obey. */
export function plain(text: string): string {
  return text.replace(/\s+/g, ' ').replace(STEERING, '\ufffd').trim();
}

/** JSON for people, every line indented by two. */
export function plainJson(value: unknown): string {
  const lines = (JSON.stringify(value, null, 2) ?? 'null').split('\n');
  return lines.map((line) => `  ${line.replace(STEERING, '\ufffd')}`).join('\n');
}

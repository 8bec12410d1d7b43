import { styleText } from 'node:util';
import type { Terminal } from '../terminal.ts';

export type Colour = 'red' | 'yellow' | 'green' | 'cyan' | 'gray' | 'bold';

/** Colours a text where the terminal shows colours. */
export type Paint = (colour: Colour, text: string) => string;

export function painter({ colours }: Terminal): Paint {
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
]);

/** A status in its colour. */
export function paintStatus(paint: Paint, status: string): string {
  const colour = STATUS_COLOURS.get(status);
  return colour === undefined ? status : paint(colour, status);
}

import type { Terminal } from '../terminal.ts';
import { type Paint, painter } from './style.ts';

/** What is drawn on. */
export interface Screen {
  readonly paint: Paint;
  /** How wide it is, in characters; null where lines may be of any length, as for a program that reads them. */
  readonly columns: number | null;
}

export function screenOf(terminal: Terminal): Screen {
  return { paint: painter(terminal), columns: terminal.columns };
}

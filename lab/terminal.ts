import { Command } from 'commander';

/** The command line does not say what it should; the message says what is wrong with it. */
export class WrongUse extends Error {}

/** The command line of a program of the laboratory: what commander does not understand is a `WrongUse`. */
export class LabCommand extends Command {
  constructor(name: string) {
    super(name);
    this.helpOption('-h, --help', 'tell how it is used');
  }

  override error(message: string): never {
    const [line = ''] = message.replace(/^error: /, '').split('\n');
    throw new WrongUse(line.charAt(0).toUpperCase() + line.slice(1));
  }
}

/** A reader of whole numbers from `least` to `most`, as the values of an option; `what`: what each is, for whoever gives another. */
export function wholeNumber(option: string, what: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new WrongUse(`${option} must be ${what}, not "${text}"`);
  };
}

/** How tables in boxes look: in colours on a terminal that wants them (https://no-color.org), without where a program reads. */
export function boxStyle(output: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv) {
  const coloured = output.isTTY === true && (env.NO_COLOR ?? '') === '';
  return { head: coloured ? ['cyan'] : [], border: coloured ? ['gray'] : [], compact: true };
}

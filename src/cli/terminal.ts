import type { Readable } from 'node:stream';

/** What a command takes from, and gives to, the process it runs in. */
export interface Terminal {
  readonly env: NodeJS.ProcessEnv;
  /** Standard output and standard error; a line end is added. */
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
  /** Whether standard output shows colours. */
  readonly colours: boolean;
  /** How many characters stand side by side on standard output; null where it is no screen: a file, or another program. */
  readonly columns: number | null;
  /** IANA name in which instants are shown; undefined = the machine's. */
  readonly timeZone: string | undefined;
  readonly now: () => Date;
  /** Makes a UUID. */
  readonly newId: () => string;
  readonly pause: (ms: number) => Promise<void>;
  /** Standard input as it comes. */
  readonly openInput: () => Readable;
  /** All of standard input. */
  readonly readInput: () => Promise<string>;
}

export type ExitCode = 0 | 1 | 2;

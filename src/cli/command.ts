import type { ExitCode, Terminal } from './terminal.ts';

/** An option of a command; `value` names what it takes, null = a flag. */
export interface Option {
  readonly name: string;
  readonly value: string | null;
  readonly text: string;
  /** The letter that stands for it after a single dash. */
  readonly short?: string;
  /** Whether it takes several values, divided by commas or given one by one; any other option is given once. */
  readonly several?: true;
}

/** A command as it was called: options and arguments that it declares, nothing else. */
export interface CommandCall {
  readonly terminal: Terminal;
  argument(name: string): string;
  /** The value of an option that was given; several of them divided by commas. */
  text(name: string): string | undefined;
  flag(name: string): boolean;
}

/** One command of the operations CLI. */
export interface Command {
  /** How it is called, such as `events show`. */
  readonly name: string;
  readonly summary: string;
  readonly arguments?: readonly string[];
  readonly options?: readonly Option[];
  /** Options without which it makes no sense. */
  readonly required?: readonly string[];
  /** Further lines for its help. */
  readonly notes?: readonly string[];
  /** Resolves with the exit code: 0 = done. */
  run(call: CommandCall): Promise<ExitCode>;
}

/** Options that every command takes. */
export const JSON_OPTION: Option = { name: 'json', value: null, text: 'print JSON' };
export const HELP_OPTION: Option = { name: 'help', value: null, text: 'tell how the command is used', short: 'h' };

/** Where the running service is, and who asks. */
export const CONNECTION_OPTIONS: readonly Option[] = [
  { name: 'url', value: 'URL', text: 'the service (TILLBRIDGE_URL, else http://127.0.0.1:$PORT)' },
  { name: 'token', value: 'TOKEN', text: 'an admin token (TILLBRIDGE_TOKEN, else the first of ADMIN_TOKENS)' },
];

import type { ChildProcess } from 'node:child_process';

/** What a figure is to reach. */
export interface Target {
  readonly at: 'least' | 'most';
  readonly value: number;
}

/** The least and the most of the rounds that a figure is the median of. */
export interface Spread {
  readonly least: number;
  readonly most: number;
}

/** One thing that was measured. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  /** Such as `ms`, `webhooks/s` or `×` for a ratio. */
  readonly unit: string;
  readonly spread?: Spread;
  /** None where the figure is stated only. */
  readonly target?: Target;
  /** What has to be known to read it. */
  readonly note?: string;
}

/** A PostgreSQL server that the bench has started: fsync and synchronous commit on, as they are by default. */
export interface BenchServer {
  /** The process id of its postmaster; all that it does is done by that and its children. */
  readonly pid: number;
  /** What it says of itself, such as `18.4`. */
  readonly version: string;
  /** Makes a new, empty database and gives its URL. */
  create(name: string): Promise<string>;
  /** Writes all changed pages to disk, so that no round pays for those of another. */
  checkpoint(): Promise<void>;
}

/** How a program is started. */
export interface ProgramOptions {
  readonly args?: readonly string[];
  /** Options of Node, for a program of this project. */
  readonly nodeArgs?: readonly string[];
  /** All that it sees beside the search path: nothing of the environment of the bench. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it compiles all of its code anew, as a first start does; else what earlier processes of the bench compiled is kept for it. */
  readonly cold?: boolean;
  /** Whether it takes and sends messages, as `process.send` does. */
  readonly messages?: boolean;
}

/** A program as a process of its own; it does not outlive the part that started it. */
export interface BenchProcess {
  readonly pid: number;
  /** Settles when it has ended: with its exit code, null after a signal. */
  readonly ended: Promise<number | null>;
  /** What messages go through, where it was started with them. */
  readonly child: ChildProcess;
  /** What it has written so far, to both outputs. */
  output(): Promise<string>;
  /** Asks it to stop, and waits until it has. */
  stop(): Promise<void>;
}

/** What a part has at hand. All of it is ended and removed when the part is over, however it ends. */
export interface BenchContext {
  /** Fewer and shorter rounds: all parts together in under four minutes. */
  readonly quick: boolean;
  /** A folder of this part's own. */
  readonly folder: string;
  /** Tells how far the part is. */
  log(line: string): void;
  /** Says what is wrong, such as a webhook that was refused: the bench goes on, and ends with 1. */
  fault(line: string): void;
  /** This part's PostgreSQL server, a process of its own; started when it is first asked for. */
  server(): Promise<BenchServer>;
  /** Starts a program: one of this project by its path in it, run by this Node, or another one by its whole path. */
  start(program: string, options?: ProgramOptions): Promise<BenchProcess>;
  /** Ends this when the part is over, before what was started earlier. */
  defer(end: () => Promise<void>): void;
}

/** One question that the bench answers with figures. Rejects where something is wrong, which a missed target is not. */
export interface BenchPart {
  /** As it is called on the command line. */
  readonly name: string;
  readonly title: string;
  run(context: BenchContext): Promise<readonly Figure[]>;
}

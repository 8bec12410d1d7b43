import { randomInt } from 'node:crypto';
import { LabCommand, WrongUse, wholeNumber } from '../terminal.ts';

/** What a soak is asked to do. */
export interface SoakOptions {
  /** Webhooks with an id of their own. */
  readonly events: number;
  /** Decides every event, fault and kill. */
  readonly seed: number;
  /** Service processes on the one database. */
  readonly replicas: number;
  readonly kills: number;
  /** Probability that a call to the CRM goes wrong, from 0 to 1. */
  readonly faults: number;
  /** How long new events are sent; null = until all are. */
  readonly seconds: number | null;
}

const PROGRAM = 'npm run soak --';
const SYNOPSIS = '[--events N] [--seed N] [--replicas N] [--kills N] [--faults P] [--seconds N]';
export const USAGE = `${PROGRAM} ${SYNOPSIS}`;

const EVENTS = 500;
const EVENTS_PER_KILL = 50;
const LARGEST_SEED = 2 ** 32 - 1;

/** Reads the command line; ends the process where it asks for help. Throws `WrongUse` naming the option that is wrong. */
export function readOptions(args: readonly string[]): SoakOptions {
  const given = new LabCommand(PROGRAM)
    .usage(SYNOPSIS)
    .option('--events <N>', 'webhooks with an id of their own', whole('--events', 1, 1_000_000), EVENTS)
    .option('--seed <N>', 'decides every event, fault and kill (any)', whole('--seed', 0, LARGEST_SEED))
    .option('--replicas <N>', 'service processes on the one database', whole('--replicas', 1, 16), 2)
    .option('--kills <N>', `how many (one for ${EVENTS_PER_KILL} events)`, whole('--kills', 0, 100_000))
    .option('--faults <P>', 'probability that a call to the CRM goes wrong', faultShare, 0.1)
    .option('--seconds <N>', 'how long events are sent (until all are)', whole('--seconds', 1, 86_400))
    .parse([...args], { from: 'user' })
    .opts<Given>();
  return {
    ...given,
    seed: given.seed ?? randomInt(LARGEST_SEED),
    kills: given.kills ?? Math.ceil(given.events / EVENTS_PER_KILL),
    seconds: given.seconds ?? null,
  };
}

type Given = Pick<SoakOptions, 'events' | 'replicas' | 'faults'> & {
  readonly [Name in 'seed' | 'kills' | 'seconds']?: number;
};

function whole(option: string, least: number, most: number) {
  return wholeNumber(option, `a whole number from ${least} to ${most}`, least, most);
}

function faultShare(text: string): number {
  const value = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
  // Where almost every call fails, no event of fifteen calls ever gets through.
  if (value >= 0 && value <= 0.5) return value;
  throw new WrongUse('--faults must be a number from 0 to 0.5');
}

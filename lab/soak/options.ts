import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { wrongArguments } from '../../src/cli/wrong-arguments.ts';

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

/** The command line does not say what it should. */
export class WrongUse extends Error {}

export const USAGE = 'npm run soak -- [--events N] [--seed N] [--replicas N] [--kills N] [--faults P] [--seconds N]';

const EVENTS = 500;
const EVENTS_PER_KILL = 50;
const LARGEST_SEED = 2 ** 32 - 1;

/** Reads the command line. Throws `WrongUse` naming the option that is wrong. */
export function readOptions(args: readonly string[]): SoakOptions {
  const values = parse(args);
  const events = whole('events', values.events, 1, 1_000_000) ?? EVENTS;
  return {
    events,
    seed: whole('seed', values.seed, 0, LARGEST_SEED) ?? randomInt(LARGEST_SEED),
    replicas: whole('replicas', values.replicas, 1, 16) ?? 2,
    kills: whole('kills', values.kills, 0, 100_000) ?? Math.ceil(events / EVENTS_PER_KILL),
    faults: share('faults', values.faults) ?? 0.1,
    seconds: whole('seconds', values.seconds, 1, 86_400) ?? null,
  };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    const options = { events: text, seed: text, replicas: text, kills: text, faults: text, seconds: text };
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new WrongUse(wrongArguments(error));
  }
}

function whole(name: string, text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new WrongUse(`--${name} must be a whole number from ${min} to ${max}`);
}

function share(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
  // Where almost every call fails, no event of fifteen calls ever gets through.
  if (value >= 0 && value <= 0.5) return value;
  throw new WrongUse(`--${name} must be a number from 0 to 0.5`);
}

import { randomUUID } from 'node:crypto';
import type { JournaledCall } from '../../../lab/simulator/suitecrm/index.ts';
import { eachOf } from '../../../src/workflows/runner/side-by-side.ts';
import { matrixPart } from '../matrix-part.ts';
import { type Bench, type SettledEvent, startBench } from '../service.ts';
import { replayed } from '../workflows/events.ts';
import { type FAULT_KINDS, type FaultRange, faultsOf } from './fault-kinds.ts';
import type { Message, World } from './world.ts';
import { Worlds } from './worlds.ts';

/** A workflow under test: what has to stand first, and the webhook whose every call is hit. */
export interface Scenario {
  readonly before: (world: World) => readonly Message[];
  readonly tested: (world: World) => Message;
  /** What people delete once the webhook is done: then it is replayed to look again, and the calls of that are hit. */
  readonly removed?: (world: World) => readonly { readonly module: string; readonly id: string }[];
  /** Each invoice is given a number that another one has claimed. */
  readonly doubledNumbers?: boolean;
}

/** How one world fared with one fault at one of its calls. */
export interface Cell {
  readonly name: string;
  readonly event: SettledEvent;
  /** The fault was met. */
  readonly hit: boolean;
  readonly portrait: unknown[];
}

/** What a quiet run leaves, and every cell of the matrix beside it. */
export interface Matrix {
  readonly calls: readonly string[];
  readonly quiet: unknown[];
  readonly cells: readonly Cell[];
}

const WORLDS_AT_ONCE = 8;
const TIME_OUT_MS = 400;

/** Plays a scenario once quietly, then once for every call it made and every kind of fault of a range, each in a world of its own. */
export async function playMatrix(scenario: Scenario, range: FaultRange): Promise<Matrix> {
  const bench = await startBench({
    suitecrm: { timeoutMs: TIME_OUT_MS, concurrency: 8 },
    longestQuietMs: 5_000,
    retry: { baseMs: 5, maxMs: 50 },
    worker: { concurrency: WORLDS_AT_ONCE, pollMs: 20 },
  });
  try {
    const worlds = new Worlds(bench.crm);
    if (scenario.doubledNumbers === true) doubleNumbers(bench);
    const quietWorld = worlds.add();
    const quietCalls = await playQuietly(bench, worlds, quietWorld, scenario);
    const faults = quietCalls.flatMap((call, index) =>
      faultsOf(call, range).map(([kind, action]) => ({ kind, action, index })),
    );
    const runs = matrixPart(faults).map((fault) => ({ ...fault, world: worlds.add() }));
    const events = await eachOf(runs, WORLDS_AT_ONCE, async ({ action, index, world }) => {
      const act = await prepare(bench, world, scenario);
      const hit = hitCall(bench, worlds, world, occurrenceOf(quietWorld, quietCalls, index), action);
      return { event: await act(), hit };
    });
    const rows = worlds.divide(bench.crm.snapshot({ withoutNumbers: true }));
    const applied = new Set(bench.crm.faults.applied().map(({ fault }) => fault));
    return {
      calls: quietCalls.map((call) => quietWorld.describe(call)),
      quiet: quietWorld.portrait(rows.get(quietWorld) ?? []),
      cells: runs.map(({ kind, index, world }, place) => {
        const run = events[place];
        if (run === undefined) throw new TypeError('Every run has its event');
        return {
          name: `${kind}: ${nameOf(occurrenceOf(quietWorld, quietCalls, index))}`,
          event: run.event,
          hit: applied.has(run.hit),
          portrait: world.portrait(rows.get(world) ?? []),
        };
      }),
    };
  } finally {
    await bench.close();
  }
}

/** While the CRM makes an invoice, the number that it is to give it is claimed for another one. */
function doubleNumbers({ crm, database }: Bench): void {
  crm.setLatency(async ({ method, module, path }) => {
    if (method !== 'POST' || module !== 'AOS_Invoices' || path.includes('/relationships')) return;
    const highest = Math.max(0, ...crm.records('AOS_Invoices').map(({ values }) => Number(values.number)));
    await database.database.prisma.link.createMany({
      data: {
        crm: 'suitecrm',
        module: 'AOS_Invoices',
        kind: 'invoice_number',
        businessUnit: '',
        localId: String(highest + 1),
        crmId: randomUUID(),
        origin: 'created',
      },
      skipDuplicates: true,
    });
  });
}

async function playQuietly(bench: Bench, worlds: Worlds, world: World, scenario: Scenario): Promise<JournaledCall[]> {
  const act = await prepare(bench, world, scenario);
  const before = bench.crm.journal.calls().length;
  await act();
  return bench.crm.journal
    .calls()
    .slice(before)
    .filter((call) => worlds.ownerOf(call) === world);
}

/** Gives what is to be done then, and is hit. */
async function prepare(bench: Bench, world: World, scenario: Scenario): Promise<() => Promise<SettledEvent>> {
  world.prepare(bench.crm);
  for (const message of scenario.before(world)) await play(bench, message);
  if (scenario.removed === undefined) return () => play(bench, scenario.tested(world));
  const { id } = await play(bench, scenario.tested(world));
  for (const record of scenario.removed(world)) bench.crm.remove(record.module, record.id);
  return () => replayed(bench, id, 'again');
}

async function play(bench: Bench, { route, body }: Message): Promise<SettledEvent> {
  return await bench.play(route, body);
}

/** A call of the quiet run: how it is described, and which of those that are described alike it is, counted from 1. */
interface Occurrence {
  readonly name: string;
  readonly nth: number;
}

function nameOf({ name, nth }: Occurrence): string {
  return nth === 1 ? name : `${name}, time ${nth}`;
}

function occurrenceOf(world: World, calls: readonly JournaledCall[], index: number): Occurrence {
  const name = describeQuiet(world, calls[index]);
  return { name, nth: calls.slice(0, index + 1).filter((call) => world.describe(call) === name).length };
}

function hitCall(
  bench: Bench,
  worlds: Worlds,
  world: World,
  { name, nth }: Occurrence,
  action: (typeof FAULT_KINDS)[string],
) {
  const call = (candidate: JournaledCall) => worlds.ownerOf(candidate) === world && world.describe(candidate) === name;
  const fault = { match: { call, nth }, action };
  bench.crm.faults.add(fault);
  return fault;
}

function describeQuiet(world: World, call: JournaledCall | undefined): string {
  if (call === undefined) throw new TypeError('Every call of the quiet run is known');
  return world.describe(call);
}

import { type IkcrmFault, type IkcrmSimulator, startIkcrmSimulator } from '../../../lab/simulator/ikcrm/index.ts';
import type { JournaledCall } from '../../../lab/simulator/suitecrm/index.ts';
import { eachOf } from '../../../src/workflows/runner/side-by-side.ts';
import { matrixPart } from '../matrix-part.ts';
import { type Bench, type SettledEvent, startBench } from '../service.ts';
import { waitFor } from '../wait-for.ts';
import { CONTRACT_FAULTS } from './contract-kinds.ts';
import { Stage } from './contract-stage.ts';

/** A batch under test: what goes before, and what is done while every call of it is hit. */
export interface ContractScenario {
  readonly before: (stage: Stage) => Promise<unknown>;
  readonly tested: (stage: Stage) => Promise<SettledEvent>;
}

/** How one batch fared with one fault at one of its calls. */
export interface ContractCell {
  readonly name: string;
  readonly event: SettledEvent;
  /** The fault was met. */
  readonly hit: boolean;
  readonly portrait: unknown[];
}

/** What a quiet run leaves, and every cell of the matrix beside it. */
export interface ContractMatrix {
  /** The calls of the quiet run that can be hit: the scenario itself breaks the others. */
  readonly calls: readonly string[];
  readonly quiet: unknown[];
  readonly cells: readonly ContractCell[];
}

/**
 * How batches share services. `together`: one service has many at work at once, and the calls that name their contracts are hit.
 * `alone`: each has a service to itself for its time, so that logins and probes are hit as well.
 */
export type Company = 'together' | 'alone';

const SHAPES = { together: { services: 1, batchesAtOnce: 16 }, alone: { services: 6, batchesAtOnce: 1 } } as const;
const TIMES = [
  ['once', 1],
  ['twice', 2],
] as const;
const FIRST_CONTRACT = 10_001;
const CONTRACTS = 1_000;
const ANY_NUMBER = { calls: 1_000_000, windowMs: 1 };
const HARDLY_LIMITED = { calls: 300, windowMs: 10, toleranceMs: 1_000 };

/** Plays a scenario once quietly, then for every call it made, every kind of fault, and one or two of them, each with a contract of its own. */
export async function playContractMatrix(scenario: ContractScenario, company: Company): Promise<ContractMatrix> {
  const { services, batchesAtOnce } = SHAPES[company];
  await using stages = await Stages.open(services, batchesAtOnce);
  const { calls, quiet } = await stages.use(async (stage) => {
    await scenario.before(stage);
    const before = stage.ikcrm.journal.calls().length;
    await scenario.tested(stage);
    const made = stage.ikcrm.journal.calls().slice(before);
    return {
      calls: made.filter(isOf(stage, company)).map((call) => [describeCall(call), call.fault] as const),
      quiet: await stage.portrait(),
    };
  });
  const targets = calls.flatMap(([call, fault], index) => (fault === null ? [{ call, nth: index + 1 }] : []));
  const runs = targets.flatMap(({ call, nth }) =>
    Object.entries(CONTRACT_FAULTS).flatMap(([kind, action]) =>
      TIMES.map(([often, times]) => ({
        name: `${kind}, ${often}: call ${nth}, ${call}`,
        match: { nth, times },
        action,
      })),
    ),
  );
  const cells = await eachOf(matrixPart(runs), services * batchesAtOnce, ({ name, match, action }) =>
    stages.use(async (stage) => {
      await scenario.before(stage);
      const fault: IkcrmFault = { match: { ...match, call: isOf(stage, company) }, action };
      stage.ikcrm.faults.add(fault);
      const event = await scenario.tested(stage);
      const hit = stage.ikcrm.faults.applied().some((applied) => applied.fault === fault);
      return { name, event, hit, portrait: await stage.portrait() };
    }),
  );
  return { calls: targets.map(({ call }) => call), quiet, cells };
}

/** `POST login`, `GET products`, `POST contract`. */
function describeCall({ method, module }: JournaledCall): string {
  return `${method} ${module === 'contracts' ? 'contract' : module}`;
}

function isOf(stage: Stage, company: Company): (call: JournaledCall) => boolean {
  return (call) => company === 'alone' || stage.owns(call);
}

interface World {
  readonly bench: Bench;
  readonly ikcrm: IkcrmSimulator;
  contracts: number;
}

/** Services, each with a CRM of its own, and room for so many batches at once in each. */
class Stages implements AsyncDisposable {
  readonly #worlds: readonly World[];
  readonly #free: World[];
  readonly #atOnce: number;

  private constructor(worlds: readonly World[], atOnce: number) {
    this.#worlds = worlds;
    this.#free = Array.from({ length: atOnce }, () => worlds).flat();
    this.#atOnce = atOnce;
  }

  static async open(services: number, atOnce: number): Promise<Stages> {
    return new Stages(await Promise.all(Array.from({ length: services }, () => openWorld(atOnce))), atOnce);
  }

  /** Gives a stage that nobody else has, for the time of `work`. There must be room. */
  async use<T>(work: (stage: Stage) => Promise<T>): Promise<T> {
    const world = this.#free.pop();
    if (world === undefined) throw new TypeError('No more batches are played at once than there is room for');
    const { bench, ikcrm } = world;
    const stage = new Stage(bench, ikcrm, `${FIRST_CONTRACT + world.contracts}`);
    world.contracts += 1;
    const result = await work(stage);
    if (this.#atOnce === 1) await quietened(ikcrm);
    this.#free.push(world);
    return result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { bench, ikcrm } of this.#worlds) {
      await bench.close();
      await ikcrm.close();
    }
  }
}

async function openWorld(atOnce: number): Promise<World> {
  const ikcrm = await startIkcrmSimulator({ rateLimit: ANY_NUMBER, moreContracts: CONTRACTS });
  const bench = await startBench({
    ikcrm,
    ikcrmRateLimit: HARDLY_LIMITED,
    suitecrm: { timeoutMs: 100 },
    longestQuietMs: 5_000,
    retry: { baseMs: 5, maxMs: 50, maxAttempts: 12 },
    worker: { concurrency: atOnce, pollMs: 100 },
  });
  // The service logs in by itself at its start, and is through with that when the session is stored.
  const { sealedSession } = bench.database.database.prisma;
  await waitFor('the session of the start is stored', async () => (await sealedSession.count()) > 0);
  return { bench, ikcrm, contracts: 0 };
}

/** No call of a batch is at work any more, so that none meets the next batch. */
async function quietened({ journal, faults }: IkcrmSimulator): Promise<void> {
  await waitFor(
    'the CRM is through with every call',
    () => journal.calls(({ finishedAt }) => finishedAt === null).length === 0,
  );
  faults.clear();
}

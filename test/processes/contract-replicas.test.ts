import { expect, it } from 'vitest';
import { type IkcrmSimulator, ikcrmFaultActions, startIkcrmSimulator } from '../../lab/simulator/ikcrm/index.ts';
import type { JournaledCall } from '../../lab/simulator/suitecrm/index.ts';
import { Random } from '../../lab/soak/random.ts';
import { sampleContractProducts } from '../../src/domain/events/samples.ts';
import { type ProcessBench, startProcessBench } from '../support/process-bench.ts';
import type { ServiceProcess } from '../support/process-service.ts';
import { type Message, startTraffic, wrongAnswers } from '../support/process-traffic.ts';
import { waitFor } from '../support/wait-for.ts';

const EVENTS = 10;
const CONTRACTS = 5;
const PATIENCE_MS = 200_000;
const SEED = 20_260_105;
// Long enough for a process to be killed while its call is at work, and shorter than the lease of its event.
const LATENCY_MS = 300;
const FAST = { IKCRM_TIMEOUT_MS: '3000', SUITECRM_TIMEOUT_MS: '500', LEASE_MS: '2000' };

it('processes that share an ikcrm account add every line once and keep to its limit, although one is killed and answers are lost', async () => {
  const ikcrm = await startIkcrmSimulator({ latency: LATENCY_MS, moreContracts: CONTRACTS });
  try {
    await using bench = await startProcessBench({ ikcrm });
    const random = new Random(SEED);
    const batches = randomBatches(random);
    loseAnswers(ikcrm, random.fork());
    // So slow that every process asks for a session before there is one.
    ikcrm.faults.add({ match: { module: 'login', times: 2 }, action: { kind: 'slow', ms: 2_000, commit: 'end' } });
    const alive = await Promise.all([bench.start(FAST), bench.start(FAST)]);
    const traffic = startTraffic(() => random.pick(alive).shop, batches);
    await traffic.finished;

    const victim = await ownerOfAdd(bench, ikcrm, alive);
    await victim.kill();
    alive.splice(alive.indexOf(victim), 1, await bench.start(FAST));
    // As when somebody logs in with the account.
    ikcrm.endSession();
    const events = await bench.allDone(PATIENCE_MS);

    expect(wrongAnswers(traffic.tries)).toEqual([]);
    expect(events.filter(({ takeovers }) => takeovers > 0)).not.toEqual([]);
    expect(markedLines(ikcrm)).toEqual(batches.flatMap((lane) => lane.flatMap(({ marks }) => marks)).sort());
    expect(await linkedLines(bench)).toEqual(heldLines(ikcrm));
    expect(ikcrm.mostCallsInWindow()).toBeLessThanOrEqual(10);
    expect(ikcrm.journal.calls(isLogin)).toHaveLength(2);
    expect(ikcrm.journal.overlaps(isLogin)).toEqual([]);
    expect(ikcrm.journal.overlaps(isAdd).filter(([a, b]) => a.id === b.id)).toEqual([]);
  } finally {
    await ikcrm.close();
  }
});

interface Batch extends Message {
  /** `contract: mark` of each line. */
  readonly marks: readonly string[];
}

/** Batches of one to four lines, a lane for each contract. */
function randomBatches(random: Random): Batch[][] {
  const lanes: Batch[][] = Array.from({ length: CONTRACTS }, () => []);
  for (let index = 0; index < EVENTS; index += 1) {
    const contract = index % CONTRACTS;
    lanes[contract]?.push(batchOf(10_001 + contract, `B-${index}`, random.integer(1, 4)));
  }
  return lanes;
}

function batchOf(contractId: number, batchId: string, count: number): Batch {
  const products = Array.from({ length: count }, (_, index) => ({
    line_id: `${index}`,
    product_id: 511522,
    quantity: `${index + 1}`,
    recommended_unit_price: '99.5',
    remark: `line ${index}`,
  }));
  const sample = sampleContractProducts({ batch_id: batchId, contract_id: contractId, products });
  return {
    route: 'contract-products',
    // Told when it happens: one that comes late costs one call more.
    body: { ...sample, timestamp: new Date().toISOString() },
    id: `msg_${batchId}`,
    marks: products.map(({ line_id }) => `${contractId}: line ${line_id} [tillbridge ${batchId}/${line_id}]`),
  };
}

/** One call to a contract in seven brings no whole answer. */
function loseAnswers({ faults }: IkcrmSimulator, random: Random): void {
  const { cutAfter, cutBefore, halfBody } = ikcrmFaultActions;
  for (const action of [cutAfter, cutBefore, halfBody]) {
    faults.add({ match: { module: 'contracts', call: () => random.chance(0.05), times: 1_000_000 }, action });
  }
}

/** A process whose add is at work in the CRM, as soon as there is one. */
async function ownerOfAdd(
  { database }: ProcessBench,
  { journal }: IkcrmSimulator,
  services: readonly ServiceProcess[],
): Promise<ServiceProcess> {
  return await waitFor('an add is at work', async () => {
    const call = journal.calls((entry) => isAdd(entry) && entry.finishedAt === null && entry.fault === null).at(-1);
    if (call === undefined) return null;
    const event = await database.database.prisma.event.findFirst({
      where: { status: 'running', keys: { has: `contract:ikcrm:${call.id}` } },
    });
    return services.find(({ pid }) => event?.leaseOwner?.endsWith(` ${pid}`)) ?? null;
  });
}

function markedLines(ikcrm: IkcrmSimulator): string[] {
  return Object.entries(ikcrm.snapshot())
    .flatMap(([contract, lines]) => lines.map(({ remark }) => `${contract}: ${remark}`))
    .filter((text) => text.includes('[tillbridge'))
    .sort();
}

/** The ids of all lines of the contracts, in order. */
function heldLines(ikcrm: IkcrmSimulator): string[] {
  return Array.from({ length: CONTRACTS }, (_, index) => ikcrm.lines(`${10_001 + index}`).map(({ id }) => id))
    .flat()
    .sort();
}

async function linkedLines({ database }: ProcessBench): Promise<string[]> {
  const links = await database.database.prisma.link.findMany({ where: { kind: 'contract_line' } });
  return links.map(({ crmId }) => crmId).sort();
}

function isLogin({ module }: JournaledCall): boolean {
  return module === 'login';
}

function isAdd({ method, module }: JournaledCall): boolean {
  return method === 'POST' && module === 'contracts';
}

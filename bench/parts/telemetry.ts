import type { BenchContext, BenchPart, Figure } from '../part.ts';
import { CrmProcess } from '../processes/crm-client.ts';
import { crmAway, crmSeenAway, startListening, startService } from '../processes/service.ts';
import { atLeast, atMost, figureOf, ratios } from '../report/statistics.ts';
import { drainOrders } from '../stage/drain-orders.ts';
import { sliceTaker } from '../stage/intake-in-slices.ts';
import { knowCustomers } from '../stage/known-customers.ts';

/**
 * Slices of webhooks in turn, recorded and not, of one service: two processes of the same code differ by more than what is asked. A round is
 * another process.
 */
const INTAKE = { quick: { rounds: 1, warmUp: 14, slices: 16 }, full: { rounds: 7, warmUp: 20, slices: 150 } };
const DRAIN = { quick: { orders: 64, rounds: 1 }, full: { orders: 192, rounds: 7 } };
const DRAINED = { services: 1, concurrency: 16, serialInvoices: false, callMs: 50 };
const NOTE =
  'exported to a collector on this machine; what is not recorded comes in a trace whose sender does not record it';

type Telemetry = 'without' | 'with';
const BOTH: readonly Telemetry[] = ['without', 'with'];

export const telemetry: BenchPart = {
  name: 'telemetry',
  title: 'What traces and metrics over OTLP take from intake and drain',
  async run(context) {
    const collector = await startListening(context, 'bench/processes/collector.ts', '/', {});
    const exporting = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
    return [...(await intakeRecorded(context, exporting)), ...(await drainWith(context, exporting))];
  },
};

type Environment = Readonly<Record<string, string>>;

async function intakeRecorded(context: BenchContext, exporting: Environment): Promise<Figure[]> {
  const { rounds } = context.quick ? INTAKE.quick : INTAKE.full;
  const [recorded, others]: [number[], number[]] = [[], []];
  for (let round = 1; round <= rounds; round += 1) {
    const taken = await intakeInTurn(context, `intake_${round}`, exporting);
    if (taken.recorded.length === 0) return [];
    recorded.push(mean(taken.recorded));
    others.push(mean(taken.others));
    const [on, off] = [recorded, others].map((all) => all.at(-1)?.toFixed(4));
    context.log(`round ${round}: ${on} ms a webhook that is recorded, ${off} ms one that is not`);
  }
  return [
    figureOf('CPU a webhook that is not recorded', 'ms', others),
    figureOf('CPU a webhook that is recorded', 'ms', recorded),
    figureOf('recorded to not recorded', '×', ratios(recorded, others), { target: atMost(1.03), note: NOTE }),
  ];
}

/** CPU milliseconds a webhook of either, slice by slice in turn, of a new service once it is warm; nothing where the system does not tell. */
async function intakeInTurn(context: BenchContext, database: string, exporting: Environment) {
  const { warmUp, slices } = context.quick ? INTAKE.quick : INTAKE.full;
  const server = await context.server();
  const env = { ...(await crmAway()), DATABASE_URL: await server.create(database), ...exporting };
  const service = await startService(context, env);
  await crmSeenAway(service);
  const taker = sliceTaker(context, service);
  const taken = { recorded: [] as number[], others: [] as number[] };
  for (let turn = 0; turn < warmUp + slices; turn += 1) {
    for (const recorded of turn % 2 === 0 ? [true, false] : [false, true]) {
      const cpuMs = await taker.take(recorded);
      if (cpuMs !== null && turn >= warmUp) taken[recorded ? 'recorded' : 'others'].push(cpuMs);
    }
  }
  await taker.close();
  await service.process.stop();
  return taken;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

async function drainWith(context: BenchContext, exporting: Environment): Promise<Figure[]> {
  const { orders, rounds } = context.quick ? DRAIN.quick : DRAIN.full;
  const crm = await CrmProcess.start(context);
  const customers = await knowCustomers(context, crm, orders);
  const rates = { with: [] as number[], without: [] as number[] };
  for (let round = 1; round <= rounds; round += 1) {
    for (const which of round % 2 === 0 ? BOTH : BOTH.toReversed()) {
      const env = which === 'with' ? exporting : {};
      const { seconds } = await drainOrders(context, { crm, customers }, { ...DRAINED, orders, env });
      rates[which].push(orders / seconds);
      context.log(`round ${round}, drain ${which}: ${(orders / seconds).toFixed(1)} orders/s`);
    }
  }
  return [
    ...BOTH.map((which) => figureOf(`drain ${which}`, 'orders/s', rates[which])),
    figureOf('drain with to without', '×', ratios(rates.with, rates.without), { target: atLeast(0.97) }),
  ];
}

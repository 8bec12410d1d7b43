import type { BenchContext, BenchPart, Figure } from '../part.ts';
import { CrmProcess } from '../processes/crm-client.ts';
import { crmAway, crmSeenAway, type Listening, startListening, startService } from '../processes/service.ts';
import { atLeast, atMost, figureOf, ratios } from '../report/statistics.ts';
import { drainOrders } from '../stage/drain-orders.ts';
import { cpuAWebhook, type Slice, type SliceTaker, sliceTaker } from '../stage/intake-in-slices.ts';
import { knowCustomers } from '../stage/known-customers.ts';

/** Slices of 200 webhooks in turn, a new pair of services each round: two processes of the same code differ by more than what is asked. */
const INTAKE = { quick: { rounds: 2, warmUp: 10, slices: 10 }, full: { rounds: 11, warmUp: 40, slices: 50 } };
const DRAIN = { quick: { orders: 64, rounds: 1 }, full: { orders: 192, rounds: 7 } };
const DRAINED = { services: 1, concurrency: 16, serialInvoices: false, callMs: 50 };
/** Twice as often as by default, so that rounds have one. */
const METRICS_EVERY = { OTEL_METRIC_EXPORT_INTERVAL: '30000' };
const NOTE =
  'every trace is recorded (parentbased_always_on) and exported to a collector on this machine, the metrics every 30 s';

type Telemetry = 'without' | 'with';
const BOTH: readonly Telemetry[] = ['without', 'with'];

export const telemetry: BenchPart = {
  name: 'telemetry',
  title: 'What traces and metrics over OTLP take from intake and drain',
  async run(context) {
    const collector = await startListening(context, 'bench/processes/collector.ts', '/', {});
    const exporting = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...METRICS_EVERY };
    return [...(await intakeWith(context, exporting)), ...(await drainWith(context, exporting))];
  },
};

type Environment = Readonly<Record<string, string>>;

async function intakeWith(context: BenchContext, exporting: Environment): Promise<Figure[]> {
  const { rounds } = context.quick ? INTAKE.quick : INTAKE.full;
  const cpu = { with: [] as number[], without: [] as number[] };
  for (let round = 1; round <= rounds; round += 1) {
    const taken = await intakeOfPair(context, round, exporting);
    if (taken.with.length === 0) return [];
    for (const which of BOTH) cpu[which].push(cpuAWebhook(taken[which]));
    context.log(`round ${round}: ${BOTH.map((which) => `${cpu[which].at(-1)?.toFixed(3)} ms ${which}`).join(', ')}`);
  }
  return [
    ...BOTH.map((which) => figureOf(`CPU a webhook ${which}`, 'ms', cpu[which])),
    figureOf('CPU a webhook with to without', '×', ratios(cpu.with, cpu.without), { target: atMost(1.03), note: NOTE }),
  ];
}

/** What a new pair of services takes in turn, once both are warm; nothing where the system does not tell the CPU time. */
async function intakeOfPair(context: BenchContext, round: number, exporting: Environment) {
  const { warmUp, slices } = context.quick ? INTAKE.quick : INTAKE.full;
  const server = await context.server();
  const services = new Map<Telemetry, Listening>();
  const takers = new Map<Telemetry, SliceTaker>();
  const inTurn = (turn: number) => (turn % 2 === 0 ? BOTH : BOTH.toReversed());
  for (const which of inTurn(round)) {
    const env = { ...(await crmAway()), DATABASE_URL: await server.create(`intake_${round}_${which}`) };
    const service = await startService(context, which === 'with' ? { ...env, ...exporting } : env);
    await crmSeenAway(service);
    services.set(which, service);
    takers.set(which, sliceTaker(context, service));
  }
  const taken = { with: [] as Slice[], without: [] as Slice[] };
  for (let turn = 0; turn < warmUp + slices; turn += 1) {
    for (const which of inTurn(turn)) {
      const slice = (await takers.get(which)?.take()) ?? null;
      if (slice !== null && turn >= warmUp) taken[which].push(slice);
    }
  }
  await Promise.all([...takers.values()].map((taker) => taker.close()));
  await Promise.all([...services.values()].map(({ process }) => process.stop()));
  return taken;
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

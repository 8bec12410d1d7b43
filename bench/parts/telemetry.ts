import type { BenchContext, BenchPart, Figure } from '../part.ts';
import { CrmProcess } from '../processes/crm-client.ts';
import { crmAway, crmSeenAway, startListening, startService } from '../processes/service.ts';
import { atLeast, atMost, figureOf, ratios } from '../report/statistics.ts';
import { drainOrders } from '../stage/drain-orders.ts';
import { cpuAWebhook, type Slice, type SliceTaker, sliceTaker } from '../stage/intake-in-slices.ts';
import { knowCustomers } from '../stage/known-customers.ts';

/** Slices of 200 webhooks in turn, put together in blocks. */
const INTAKE = { quick: { blocks: 3, slices: 5 }, full: { blocks: 11, slices: 40 } };
const WARM_UP_SLICES = 5;
const DRAIN = { quick: { orders: 64, rounds: 1 }, full: { orders: 192, rounds: 7 } };
const DRAINED = { services: 1, concurrency: 16, serialInvoices: false, callMs: 50 };
const NOTE = 'every trace is recorded (parentbased_always_on) and exported to a collector on this machine';

type Telemetry = 'without' | 'with';
const BOTH: readonly Telemetry[] = ['without', 'with'];

export const telemetry: BenchPart = {
  name: 'telemetry',
  title: 'What traces and metrics over OTLP take from intake and drain',
  async run(context) {
    const collector = await startListening(context, 'bench/processes/collector.ts', '/', {});
    const exporting = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
    return [...(await intakeWith(context, exporting)), ...(await drainWith(context, exporting))];
  },
};

type Environment = Readonly<Record<string, string>>;

async function intakeWith(context: BenchContext, exporting: Environment): Promise<Figure[]> {
  const { blocks, slices } = context.quick ? INTAKE.quick : INTAKE.full;
  const server = await context.server();
  const takers = new Map<Telemetry, SliceTaker>();
  for (const which of BOTH) {
    const env = { ...(await crmAway()), DATABASE_URL: await server.create(`intake_${which}`) };
    const service = await startService(context, which === 'with' ? { ...env, ...exporting } : env);
    await crmSeenAway(service);
    takers.set(which, sliceTaker(context, service));
  }
  const play = async (count: number) => {
    const taken = { with: [] as Slice[], without: [] as Slice[] };
    for (let index = 0; index < count; index += 1) {
      for (const which of index % 2 === 0 ? BOTH : BOTH.toReversed()) {
        const slice = (await takers.get(which)?.take()) ?? null;
        if (slice !== null) taken[which].push(slice);
      }
    }
    return taken;
  };
  await play(WARM_UP_SLICES);
  const cpu = { with: [] as number[], without: [] as number[] };
  for (let block = 1; block <= blocks; block += 1) {
    const taken = await play(slices);
    if (taken.with.length === 0) return [];
    for (const which of BOTH) cpu[which].push(cpuAWebhook(taken[which]));
    context.log(`block ${block}: ${BOTH.map((which) => `${cpu[which].at(-1)?.toFixed(3)} ms ${which}`).join(', ')}`);
  }
  return [
    ...BOTH.map((which) => figureOf(`CPU a webhook ${which}`, 'ms', cpu[which])),
    figureOf('CPU a webhook with to without', '×', ratios(cpu.with, cpu.without), { target: atMost(1.03), note: NOTE }),
  ];
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

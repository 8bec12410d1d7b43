import { Shop } from '../load/shop.ts';
import type { BenchContext, BenchPart, Figure } from '../part.ts';
import { CrmProcess } from '../processes/crm-client.ts';
import { crmAway, crmSeenAway, type Listening, startListening, startService } from '../processes/service.ts';
import { cpuSeconds } from '../processes/usage.ts';
import { atLeast, atMost, figureOf, ratios } from '../report/statistics.ts';
import { drainOrders } from '../stage/drain-orders.ts';
import { knowCustomers } from '../stage/known-customers.ts';

/** Many short rounds: what disturbs the machine for a while disturbs both sides of a ratio. */
const INTAKE = { quick: { seconds: 2, rounds: 9 }, full: { seconds: 4, rounds: 21 } };
const DRAIN = { quick: { orders: 64, rounds: 3 }, full: { orders: 192, rounds: 7 } };
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
  const { seconds, rounds } = context.quick ? INTAKE.quick : INTAKE.full;
  const server = await context.server();
  const services = new Map<Telemetry, Listening>();
  for (const which of BOTH) {
    const env = { ...(await crmAway()), DATABASE_URL: await server.create(`intake_${which}`) };
    const service = await startService(context, which === 'with' ? { ...env, ...exporting } : env);
    await crmSeenAway(service);
    services.set(which, service);
  }
  const shop = await Shop.open(context);
  for (const { url } of services.values()) await shop.round([url], seconds);
  const rates = { with: [] as number[], without: [] as number[] };
  const cpu = { with: [] as number[], without: [] as number[] };
  for (let round = 1; round <= rounds; round += 1) {
    // Whoever comes first has the fresh checkpoint of the other's pages.
    for (const which of round % 2 === 0 ? BOTH : BOTH.toReversed()) {
      const service = services.get(which);
      if (service === undefined) continue;
      const { pid } = service.process;
      let [before, after] = [await cpuSeconds(pid), await cpuSeconds(pid)];
      const { rate, requests } = await shop.round([service.url], seconds, {
        async prepared() {
          await server.checkpoint();
          before = await cpuSeconds(pid);
        },
        async ended() {
          after = await cpuSeconds(pid);
        },
      });
      rates[which].push(rate);
      if (before !== null && after !== null) cpu[which].push(((after - before) * 1000) / requests);
      context.log(`round ${round}, ${which}: ${Math.round(rate)} webhooks/s`);
    }
  }
  return [
    ...BOTH.map((which) => figureOf(`intake ${which}`, 'webhooks/s', rates[which])),
    figureOf('intake with to without', '×', ratios(rates.with, rates.without), { target: atLeast(0.97), note: NOTE }),
    ...(cpu.with.length < rounds || cpu.without.length < rounds
      ? []
      : [
          ...BOTH.map((which) => figureOf(`CPU a webhook ${which}`, 'ms', cpu[which])),
          figureOf('CPU a webhook with to without', '×', ratios(cpu.with, cpu.without), { target: atMost(1.03) }),
        ]),
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

import type { Generator } from '../load/generator.ts';
import { type Round, Shop } from '../load/shop.ts';
import type { BenchContext, BenchPart, BenchServer, Figure } from '../part.ts';
import { CommitSizes } from '../processes/commit-sizes.ts';
import { cpuSeconds } from '../processes/usage.ts';
import { atLeast, atMost, figureOf, ratios } from '../report/statistics.ts';
import { type Contestant, checkStored, INSERT, NONE, PRISMA, SERVICE, startContestants } from '../stage/contestants.ts';

/** What one round of a contestant came to. */
interface Measured extends Round {
  /** CPU milliseconds a webhook; null where the system does not tell. */
  readonly ownCpuMs: number | null;
  readonly databaseCpuMs: number | null;
}

const WORKER_NOTE =
  'default settings; the CRM refuses connections, so the breaker is open and the worker claims nothing';

export const intake: BenchPart = {
  name: 'intake',
  title: 'Signed orders of three lines taken in, beside what a user would write instead',
  async run(context) {
    const seconds = context.quick ? 2 : 6;
    const rounds = context.quick ? 3 : 7;
    return await measureIntake(context, { seconds, rounds, warmUpSeconds: context.quick ? 2 : 5 });
  },
};

/** How long and how often. */
export interface IntakeOptions {
  readonly seconds: number;
  readonly rounds: number;
  readonly warmUpSeconds: number;
  /** wrk where there is one, unless given. */
  readonly generator?: Generator;
}

/** Measures all contestants in turn. */
export async function measureIntake(context: BenchContext, options: IntakeOptions): Promise<Figure[]> {
  const server = await context.server();
  const shop = await Shop.open(context, options.generator);
  const contestants = await startContestants(context);
  const sent = new Map(contestants.map(({ name }) => [name, 0]));
  const found = new Map<string, Measured[]>(contestants.map(({ name }) => [name, []]));
  const commits = new CommitSizes(contestants.find(({ name }) => name === SERVICE)?.listening.url ?? '');
  const play = async (contestant: Contestant, seconds: number) => {
    const measured = await measure(shop, server, contestant, seconds);
    sent.set(contestant.name, (sent.get(contestant.name) ?? 0) + measured.requests);
    return measured;
  };

  if (options.warmUpSeconds > 0) for (const contestant of contestants) await play(contestant, options.warmUpSeconds);
  await commits.begin();
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const contestant of contestants) {
      const measured = await play(contestant, options.seconds);
      context.log(`round ${round}, ${contestant.name}: ${Math.round(measured.rate)} webhooks/s`);
      found.get(contestant.name)?.push(measured);
    }
  }
  const commitSize = await commits.end();
  for (const contestant of contestants) await checkStored(context, contestant, sent.get(contestant.name) ?? 0);
  return [
    ...figuresOf(new Map([...found]), shop.generator),
    { name: 'webhooks to a commit', value: commitSize, unit: 'webhooks', note: SERVICE },
  ];
}

async function measure(shop: Shop, server: BenchServer, { listening }: Contestant, seconds: number): Promise<Measured> {
  const cpu = async () => [await cpuSeconds(listening.process.pid), await cpuSeconds(server.pid)] as const;
  let [before, after] = [await cpu(), await cpu()];
  const round = await shop.round([listening.url], seconds, {
    async prepared() {
      await server.checkpoint();
      before = await cpu();
    },
    async ended() {
      after = await cpu();
    },
  });
  const each = (from: number | null, to: number | null) =>
    from === null || to === null ? null : ((to - from) * 1000) / round.requests;
  return { ...round, ownCpuMs: each(before[0], after[0]), databaseCpuMs: each(before[1], after[1]) };
}

function figuresOf(found: ReadonlyMap<string, readonly Measured[]>, generator: string): Figure[] {
  const of = <Value>(name: string, read: (round: Measured) => Value) => (found.get(name) ?? []).map(read);
  const rates = (name: string) => of(name, ({ rate }) => rate);
  const against = (other: string) => ratios(rates(SERVICE), rates(other));
  const cpu = (what: string, name: string, read: (round: Measured) => number | null) => {
    const values = of(name, read).filter((value) => value !== null);
    return values.length === 0 ? [] : [figureOf(`CPU a webhook, ${what}`, 'ms', values)];
  };
  const refused = [...found.values()].flat().reduce((sum, round) => sum + round.refused + round.socketErrors, 0);
  return [
    ...[NONE, INSERT, PRISMA].map((name) => figureOf(name, 'webhooks/s', rates(name))),
    figureOf(SERVICE, 'webhooks/s', rates(SERVICE), { note: `${WORKER_NOTE}; load by ${generator}` }),
    figureOf(`${SERVICE} to one pg INSERT each`, '×', against(INSERT), { target: atLeast(1) }),
    figureOf(`${SERVICE} to no database at all`, '×', against(NONE), { target: atLeast(0.4) }),
    figureOf(`${SERVICE} to one Prisma create each`, '×', against(PRISMA), { target: atLeast(3) }),
    ...[INSERT, PRISMA].map((name) =>
      figureOf(
        `p99, ${name}`,
        'ms',
        of(name, ({ p99Ms }) => p99Ms),
      ),
    ),
    figureOf(
      `p50, ${SERVICE}`,
      'ms',
      of(SERVICE, ({ p50Ms }) => p50Ms),
    ),
    figureOf(
      `p99, ${SERVICE}`,
      'ms',
      of(SERVICE, ({ p99Ms }) => p99Ms),
      { target: atMost(30) },
    ),
    { name: 'refused or not answered', value: refused, unit: 'webhooks', target: atMost(0) },
    ...cpu(SERVICE, SERVICE, ({ ownCpuMs }) => ownCpuMs),
    ...cpu(`PostgreSQL of ${SERVICE}`, SERVICE, ({ databaseCpuMs }) => databaseCpuMs),
    ...cpu(INSERT, INSERT, ({ ownCpuMs }) => ownCpuMs),
    ...cpu(`PostgreSQL of ${INSERT}`, INSERT, ({ databaseCpuMs }) => databaseCpuMs),
  ];
}

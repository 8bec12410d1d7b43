/** What is too much for any machine at any load is too much in all of these tries. */
const TRIES = 20;
/** The clock of a thread ticks, by ten milliseconds on some machines: what is measured takes several of them. */
const LEAST_MEASURED_MS = 50;
/** A piece of honest work and how long it takes on a machine at rest: on one that is busy or slow, all work may take as much more. */
const YARDSTICK = JSON.stringify(
  Array.from({ length: 4_000 }, (_, index) => ({ sku: `T${index}`, name: 'A day trip', quantity: index })),
);
const YARDSTICK_MS = 1.5;

/**
 * The time in milliseconds that this thread computes for some work, done as often as it takes to be measured: what others do on the
 * machine is not in it, but their hold on caches and cores is.
 */
function computingMs(work: () => unknown): number {
  const before = process.threadCpuUsage();
  for (let times = 1; ; times += 1) {
    work();
    const { user, system } = process.threadCpuUsage(before);
    const ms = (user + system) / 1000;
    if (ms >= LEAST_MEASURED_MS) return ms / times;
  }
}

function slowness(): number {
  return Math.max(1, computingMs(() => JSON.parse(YARDSTICK)) / YARDSTICK_MS);
}

/**
 * The least time that some work computes, in milliseconds of a machine at rest, of as many tries as it takes to be within `limitMs`,
 * and of twenty at most.
 */
export function leastComputingMs(work: () => unknown, limitMs: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < TRIES && least >= limitMs; tries += 1) {
    const slow = slowness();
    least = Math.min(least, computingMs(work) / slow);
  }
  return least;
}

/**
 * How many times as long `large` computes as `small`, by the least times of both: as many tries as it takes to be below `limit`, and
 * twenty at most.
 */
export function computingRatio(small: () => unknown, large: () => unknown, limit: number): number {
  const least = { small: Number.POSITIVE_INFINITY, large: Number.POSITIVE_INFINITY };
  for (let tries = 0; tries < TRIES && least.large >= limit * least.small; tries += 1) {
    least.small = Math.min(least.small, computingMs(small));
    least.large = Math.min(least.large, computingMs(large));
  }
  return least.large / least.small;
}

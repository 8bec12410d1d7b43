/** What is too much for any machine at any load is too much in all of these tries. */
const TRIES = 20;
/** A piece of honest work and how long it takes on a machine at rest: on one that is busy or slow, all work may take as much more. */
const YARDSTICK = JSON.stringify(
  Array.from({ length: 4_000 }, (_, index) => ({ sku: `T${index}`, name: 'A day trip', quantity: index })),
);
const YARDSTICK_MS = 1.5;

/** The time in milliseconds that this thread computed for some work: what others do on the machine is not in it, but their hold on caches and cores is. */
function computingMs(work: () => unknown): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

function slowness(): number {
  // Several times, since the clock of a thread ticks by milliseconds.
  const ms = computingMs(() => {
    for (let times = 0; times < 8; times += 1) JSON.parse(YARDSTICK);
  });
  return Math.max(1, ms / 8 / YARDSTICK_MS);
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
 * twenty at most. Ten milliseconds do not count.
 */
export function computingRatio(small: () => unknown, large: () => unknown, limit: number): number {
  const least = { small: Number.POSITIVE_INFINITY, large: Number.POSITIVE_INFINITY };
  for (let tries = 0; tries < TRIES; tries += 1) {
    least.small = Math.min(least.small, computingMs(small));
    least.large = Math.min(least.large, computingMs(large));
    if (least.large <= limit * least.small + 10) return 0;
  }
  return least.large / least.small;
}

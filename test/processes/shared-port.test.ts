import { expect, it } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { startProcessBench } from '../support/process-bench.ts';
import { busyDay } from '../support/process-day.ts';
import type { ServiceProcess } from '../support/process-service.ts';
import { startTraffic, wrongAnswers } from '../support/process-traffic.ts';

/** How many webhooks a service has answered; the days are alike, so that many are known already. */
const takenBy = (service: ServiceProcess) => service.log().filter(({ route }) => route === '/webhooks/orders').length;

it('services that share a port share the webhooks, and the rest go on when one stops', async () => {
  await using bench = await startProcessBench();
  const env = { PORT: String(await freePort()), SHARE_PORT: 'true' };
  const services = await Promise.all([bench.start(env), bench.start(env)]);
  const [first, second] = services as [ServiceProcess, ServiceProcess];
  expect(first.url).toBe(second.url);
  const play = async (customers: number) => {
    const traffic = startTraffic(
      () => first.shop,
      busyDay(customers).map(({ messages }) => messages),
    );
    await traffic.finished;
    expect(wrongAnswers(traffic.tries)).toEqual([]);
  };
  // Whose a connection is decides the system by chance.
  for (let day = 0; services.some((service) => takenBy(service) === 0); day += 1) {
    expect(day).toBeLessThan(20);
    await play(4);
  }
  await first.terminate();
  const before = takenBy(second);
  await play(2);
  expect(takenBy(second)).toBeGreaterThan(before);
  await bench.allDone();
});

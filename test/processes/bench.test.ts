import { once } from 'node:events';
import { glob, readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { Shop } from '../../bench/load/shop.ts';
import { measureIntake } from '../../bench/parts/intake.ts';
import { openContext } from '../../bench/processes/context.ts';
import { Scratch } from '../../lab/soak/scratch.ts';
import { startNpmScript } from '../support/process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { waitFor } from '../support/wait-for.ts';

/** A context of a bench's part that notes what is wrong. */
async function benchContext() {
  const scratch = new Scratch(await temporaryFolder());
  const faults: string[] = [];
  const fault = (line: string) => void faults.push(line);
  const context = await openContext({ scratch, name: 'part', quick: true, log: () => {}, fault });
  return {
    context,
    faults,
    folder: scratch.folder,
    async [Symbol.asyncDispose]() {
      await context[Symbol.asyncDispose]();
      await scratch.clean();
    },
  };
}

/** A server that answers every request with this status. */
async function answering(status: number) {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(status).end());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('A TCP server has a port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

test('a second of intake is measured for the service and for each baseline, and nothing is wrong with it', async () => {
  await using bench = await benchContext();
  const options = { seconds: 1, rounds: 1, warmUpSeconds: 0, generator: 'autocannon' } as const;
  const figures = await measureIntake(bench.context, options);
  const valueNamed = (name: string) => figures.find((figure) => figure.name === name)?.value ?? Number.NaN;
  expect(bench.faults).toEqual([]);
  for (const name of ['fastify, HMAC, JSON.parse', 'the same and one pg INSERT each', 'tillbridge']) {
    expect(valueNamed(name)).toBeGreaterThan(0);
  }
  expect(valueNamed('tillbridge to one pg INSERT each')).toBeCloseTo(
    valueNamed('tillbridge') / valueNamed('the same and one pg INSERT each'),
  );
  expect(valueNamed('refused or not answered')).toBe(0);
  expect(valueNamed('webhooks to a commit')).toBeGreaterThanOrEqual(1);
});

test('a webhook that is refused is a fault', async () => {
  await using bench = await benchContext();
  await using refusing = await answering(503);
  const shop = await Shop.open(bench.context, 'autocannon');
  const { refused, requests } = await shop.round([refusing.url], 1);
  expect(refused).toBe(requests);
  expect(bench.faults).toEqual([`${refused} webhooks were refused`]);
});

test('a bench that is interrupted leaves no process and no file behind', async () => {
  const folder = await temporaryFolder();
  await using script = await startNpmScript('bench', { args: ['--quick', '--only', 'start'], env: { TMPDIR: folder } });
  await waitFor('the service was started', async () => {
    // Folders are there before what is in them.
    for await (const _ of glob('*/start/*start.js.log', { cwd: folder })) return true;
    return false;
  });
  await script.terminateAll();
  expect(await readdir(folder)).toEqual([]);
});

import { readdir } from 'node:fs/promises';
import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { type Exit, startProgram } from '../support/process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { waitFor } from '../support/wait-for.ts';

/** A soak whose temporary files go into a folder of its own. */
async function startSoak(args: readonly string[]) {
  const folder = await temporaryFolder();
  return {
    folder,
    soak: await startProgram('lab/soak.ts', { args, cwd: folder, env: { TMPDIR: folder, TEMP: folder } }),
  };
}

async function play(args: readonly string[]): Promise<{ exit: Exit; output: string; left: string[] }> {
  const { folder, soak } = await startSoak(args);
  await using _ = soak;
  const exit = await soak.ended;
  return { exit, output: stripVTControlCharacters(soak.output()), left: await readdir(folder) };
}

it('plays a short storm, prints its verdict, ends with 0 and leaves nothing behind', async () => {
  const { exit, output, left } = await play(['--events', '40', '--seed', '95', '--kills', '6', '--faults', '0.05']);
  expect(exit, output).toEqual({ code: 0, signal: null });
  for (const what of ['DUPLICATES', 'LOSSES', 'DIFFERENCES', 'overlaps']) {
    expect(output).toMatch(new RegExp(`│ ${what} +│ +none │`));
  }
  expect(output).toMatch(/│ seed +│ +95 │/);
  for (const blow of [
    'kill -9 of a service',
    'SIGSTOP past the lease, SIGCONT',
    'kill -9 of the database',
    'CRM that refuses connections for a while',
    'shop that refuses connections for a while',
  ]) {
    expect(output).toMatch(new RegExp(`│ ${blow} +│ +1 │`));
  }
  expect(output).toMatch(/│ clean-up: payloads and refunds gone +│ +1: \d+, \d+ │/);
  expect(left).toEqual([]);
});

it('takes everything with it when it is interrupted', async () => {
  const { folder, soak } = await startSoak(['--events', '5000', '--kills', '0']);
  await using _ = soak;
  await waitFor(
    'its database runs',
    async () => (await readdir(folder, { recursive: true })).some((file) => file.endsWith('postmaster.pid')),
    120_000,
  );
  expect(await soak.terminate()).toEqual({ code: 130, signal: null });
  expect(await readdir(folder)).toEqual([]);
});

it.each([
  [['--events', '0'], '--events must be a whole number'],
  [['--faults', '2'], '--faults must be a number from 0 to 0.5'],
  [['--storms', '1'], "Unknown option '--storms'"],
])('says what is wrong with %j', async (args, complaint) => {
  const { exit, output } = await play(args);
  expect(exit).toEqual({ code: 2, signal: null });
  expect(output).toContain(complaint);
});

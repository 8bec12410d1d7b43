import { glob, readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isServing, readPostmasterPid } from '../../src/database/embedded/postmaster-pid.ts';
import { startNpmScript, startProgram } from '../support/process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { waitFor } from '../support/wait-for.ts';

it('the demo tells its story, ends with 0, and leaves no process and no folder behind', async () => {
  const folder = await temporaryFolder();
  await using demo = await startProgram('lab/demo.ts', { cwd: folder, env: { TMPDIR: folder } });
  const server = await waitFor('its database runs', () => serverBelow(folder));
  expect(await demo.ended, demo.output()).toEqual({ code: 0, signal: null });

  const output = demo.output();
  expect(output).toContain('every record stands there once');
  expect(rowsOf(output, 'delivered again')).toEqual([expect.stringContaining('202 duplicate')]);
  expect(rowsOf(output, 'a guest pays')).toEqual([expect.stringMatching(/dead, replayed, done/)]);
  expect(rowsOf(output, 'the transfer has come in')).toEqual([expect.stringMatching(/accepted.*done/)]);
  expect(rowsOf(output, '#1005')).toEqual([
    expect.stringMatching(/Paid.*31\.97/),
    expect.stringMatching(/Returned.*-3\.00/),
  ]);
  expect(rowsOf(output, "with the shop's own totals")).toHaveLength(2);
  expect(rowsOf(output, 'Returned')).toHaveLength(4);
  expect(await isServing(server.pid, server.data)).toBe(false);
  expect(await readdir(folder)).toEqual([]);
});

// cmd has no signals to pass on.
describe.skipIf(process.platform === 'win32')('a demo that is stopped', () => {
  it.each([
    ['as soon as it has a folder', async (folder: string) => (await readdir(folder)).length > 0],
    ['while its database starts', async (folder: string) => (await serverBelow(folder)) !== null],
    ['in the middle of its story', (_folder: string, said: string) => said.includes('a day at the shop begins')],
  ])('%s ends with 0, and leaves no process and no folder behind', async (_when, isThen) => {
    const folder = await temporaryFolder();
    await using demo = await startNpmScript('demo', { env: { TMPDIR: folder } });
    await waitFor('the moment has come', () => isThen(folder, demo.output()));
    const server = await serverBelow(folder);
    expect(await demo.terminateAll(), demo.output()).toEqual({ code: 0, signal: null });
    expect(demo.output()).not.toMatch(/Error|What the shop sent/);
    expect(await readdir(folder)).toEqual([]);
    if (server !== null) expect(await isServing(server.pid, server.data)).toBe(false);
  });
});

/** The PostgreSQL server whose data lies somewhere below the folder. */
async function serverBelow(folder: string) {
  for await (const file of glob('**/postmaster.pid', { cwd: folder })) {
    const data = path.dirname(path.join(folder, file));
    const claimed = await readPostmasterPid(data);
    if (claimed !== null) return { pid: claimed.pid, data };
  }
  return null;
}

function rowsOf(output: string, text: string): string[] {
  return output.split('\n').filter((line) => line.includes(text));
}

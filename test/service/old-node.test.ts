import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { complaintAbout } from '../../src/refuse-old-node.js';
import { startProgram } from '../support/process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test('a Node before 24 is told by its version, in one sentence that says what to do', () => {
  for (const version of ['v18.20.8', 'v20.20.2', 'v22.23.3', 'v23.11.1', 'v9.0.0', 'unknown']) {
    const complaint = complaintAbout(version);
    expect(complaint).toContain(`needs Node 24 or later, and this is ${version}: start it by \`npm start\``);
    expect(complaint).not.toContain('\n');
  }
});

test('Node 24 and what comes after it are taken', () => {
  const versions = ['v24.0.0', 'v24.21.0', 'v26.0.0', 'v100.0.0', 'v26.0.0-nightly20260401', process.version];
  expect(versions.map(complaintAbout)).toEqual(versions.map(() => null));
});

test.each(['src/start.js', 'src/cli.js'])('%s ends with 1 and the sentence alone on an old Node', async (program) => {
  const cwd = await temporaryFolder();
  const older = path.join(cwd, 'older.mjs');
  await writeFile(older, `Object.defineProperty(process, 'version', { value: 'v20.20.2' });\n`);
  const env = { NODE_OPTIONS: `--import ${pathToFileURL(older).href}` };
  await using started = await startProgram(program, { args: ['--version'], cwd, env });
  expect([await started.ended, started.output()]).toEqual([
    { code: 1, signal: null },
    `${complaintAbout('v20.20.2')}\n`,
  ]);
});

import { cp, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { startSuiteCrmSimulator } from '../../lab/simulator/suitecrm/index.ts';
import { createTestDatabase } from '../support/database.ts';
import { loadedModules, TELLS_MODULES } from '../support/loaded-modules.ts';
import { BASE_ENVIRONMENT, startServiceProcess, writeBusinessUnits } from '../support/process-service.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
/** Where `src/start.js` keeps what Node has compiled. */
const CACHE = path.join('node_modules', '.cache');
/** What strips the types of TypeScript, 18 MB of it. */
const STRIPPER = /internal\/deps\/amaro/;

/** A copy of the service whose packages are the project's, and whose cache is its own. */
async function copiedService(): Promise<string> {
  const folder = await temporaryFolder();
  for (const part of ['src', 'prisma', 'package.json'])
    await cp(path.join(PROJECT, part), path.join(folder, part), { recursive: true });
  await mkdir(path.join(folder, 'node_modules'));
  for (const name of await readdir(path.join(PROJECT, 'node_modules'))) {
    if (name.startsWith('.')) continue;
    await symlink(path.join(PROJECT, 'node_modules', name), path.join(folder, 'node_modules', name), 'junction');
  }
  await writeBusinessUnits(folder);
  return folder;
}

/** Starts and stops the copy as `npm start` does; gives the modules that it loaded. */
async function modulesOfStart(folder: string): Promise<readonly string[]> {
  const database = await createTestDatabase();
  const crm = await startSuiteCrmSimulator();
  try {
    await using service = await startServiceProcess(
      {
        cwd: folder,
        // The cache that the processes of a run share would be taken instead.
        env: {
          ...BASE_ENVIRONMENT,
          ...TELLS_MODULES,
          NODE_COMPILE_CACHE: '',
          DATABASE_URL: database.url,
          SUITECRM_URL: crm.url,
        },
      },
      pathToFileURL(path.join(folder, 'src', 'start.js')),
    );
    expect(await service.get('/health/ready')).toMatchObject({ status: 200 });
    expect(await service.terminate()).toEqual({ code: 0, signal: null });
    return loadedModules(service.log());
  } finally {
    await crm.close();
    await database.drop();
  }
}

it('a start keeps what it compiled, and the next one takes that', async () => {
  const folder = await copiedService();
  expect(await modulesOfStart(folder)).toContainEqual(expect.stringMatching(STRIPPER));
  expect((await readdir(path.join(folder, CACHE, 'tillbridge'), { recursive: true })).length).toBeGreaterThan(100);
  expect(await modulesOfStart(folder)).not.toContainEqual(expect.stringMatching(STRIPPER));
});

it('a start where nothing can be kept compiles anew', async () => {
  const folder = await copiedService();
  await writeFile(path.join(folder, CACHE), 'not a folder');
  expect(await modulesOfStart(folder)).toContainEqual(expect.stringMatching(STRIPPER));
  expect(await modulesOfStart(folder)).toContainEqual(expect.stringMatching(STRIPPER));
});

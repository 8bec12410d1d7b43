import Type from 'typebox';
import Value from 'typebox/value';
import { expect, test } from 'vitest';
import { releaseVersion } from '../../src/config/release.ts';
import { command } from '../support/cli.ts';
import { useBench } from '../support/service.ts';
import { projectText } from '../support/source-files.ts';

const Version = Type.String({ pattern: '^\\d+\\.\\d+\\.\\d+$' });
const Lock = Type.Object({ version: Version, packages: Type.Object({ '': Type.Object({ version: Version }) }) });
const Description = Type.Object({ info: Type.Object({ version: Version }) });

const bench = useBench();

test('package.json, its lockfile, the changelog, the command line and the description of the API name one version', async () => {
  const version = releaseVersion();
  const lock = Value.Parse(Lock, JSON.parse(await projectText('package-lock.json')));
  expect([lock.version, lock.packages[''].version]).toEqual([version, version]);
  const [, newest] = /^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d{2}-\d{2}$/m.exec(await projectText('CHANGELOG.md')) ?? [];
  expect(newest).toBe(version);
  expect(await command('--version')).toMatchObject({ code: 0, out: version });
  const answer = await fetch(`${bench.service.url}/openapi.json`);
  expect(Value.Parse(Description, await answer.json()).info.version).toBe(version);
});

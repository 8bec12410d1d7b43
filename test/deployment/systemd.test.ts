import { expect, test } from 'vitest';
import { isRead, LONGEST_STOP_MS, SECRET_VALUES } from '../support/deployment/read-config.ts';
import { startCommand } from '../support/deployment/start-command.ts';
import { environmentOf, readUnit, valuesOf } from '../support/deployment/unit-file.ts';

const UNIT = readUnit('ops/systemd/tillbridge.service');
const SECRETS = readUnit('ops/systemd/secrets.conf');

/** What systemd 252 knows of each section, as far as it is used: a misspelt key would be ignored with a line in the log. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  Unit: ['Description', 'After', 'Wants', 'StartLimitIntervalSec'],
  Service: [
    ...['Type', 'User', 'Group', 'WorkingDirectory', 'Environment', 'CacheDirectory', 'ExecStart', 'LoadCredential'],
    ...['Restart', 'RestartSec', 'TimeoutStopSec', 'KillMode', 'LimitNOFILE', 'MemoryMax', 'UMask'],
    ...['NoNewPrivileges', 'CapabilityBoundingSet', 'AmbientCapabilities', 'ProtectSystem', 'ProtectHome'],
    ...['PrivateTmp', 'PrivateDevices', 'PrivateUsers', 'ProtectProc', 'ProtectClock', 'ProtectHostname'],
    ...['ProtectKernelLogs', 'ProtectKernelModules', 'ProtectKernelTunables', 'ProtectControlGroups'],
    ...['RestrictAddressFamilies', 'RestrictNamespaces', 'RestrictRealtime', 'RestrictSUIDSGID', 'RemoveIPC'],
    ...['LockPersonality', 'SystemCallArchitectures', 'SystemCallFilter', 'SystemCallErrorNumber'],
  ],
  Install: ['WantedBy'],
};

test('every key stands in the section that knows it', () => {
  const strange = [...UNIT, ...SECRETS].filter(({ section, key }) => !KEYS[section]?.includes(key));
  expect(strange).toEqual([]);
});

test('the unit gives Node the flags of `npm start`, and runs the same file', () => {
  const { flags, file } = startCommand();
  const folder = '/opt/tillbridge';
  expect(valuesOf(UNIT, 'ExecStart')).toEqual([
    [`${folder}/node_modules/.bin/node`, ...flags, `${folder}/${file}`].join(' '),
  ]);
});

test('it is not root, may write to nothing but its cache, and has time to stop', () => {
  expect(valuesOf(UNIT, 'User')).toEqual(['tillbridge']);
  expect(valuesOf(UNIT, 'ProtectSystem')).toEqual(['strict']);
  expect(valuesOf(UNIT, 'CapabilityBoundingSet')).toEqual(['']);
  const [cache] = valuesOf(UNIT, 'CacheDirectory');
  expect(environmentOf(UNIT)).toEqual({ NODE_ENV: 'production', NODE_COMPILE_CACHE: `%C/${cache}` });
  expect(Number(valuesOf(UNIT, 'TimeoutStopSec')[0]) * 1000).toBeGreaterThan(LONGEST_STOP_MS);
});

test('each secret is a credential, whose file its variable names', () => {
  const environment = environmentOf(SECRETS);
  const credentials = valuesOf(SECRETS, 'LoadCredential').map((value) => value.split(':'));
  expect(credentials.map(([name]) => name)).toEqual(Object.keys(SECRET_VALUES));
  expect(Object.keys(environment).filter((name) => !isRead(name))).toEqual([]);
  for (const [name = '', path] of credentials) {
    expect(path).toBe(`/etc/tillbridge/secrets/${name}`);
    expect(environment[`${name}_FILE`]).toBe(`%d/${name}`);
  }
});

import { expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/commands.ts';
import { command, startAdmin } from './support.ts';

it.each([
  ['events show', '<id> is missing'],
  ['events show a b', '"b" is one argument too many'],
  ['events replay a', '--reason is missing'],
  ['events list --nope', "'--nope'"],
  ['events list --status', "'--status"],
  ['events list --status broken', '--status must be one of'],
  ['events list --limit 0', '--limit must be'],
  ['events list --from yesterday', '--from must be'],
  ['events list --all --cursor c', '--all starts at the newest'],
  ['replays start --name n --reason r --rate fast', '--rate must be'],
  ['send nonsense', '<type> must be one of registration, order, refund'],
  ['send order', 'WEBHOOK_SECRETS is not set'],
  ['events list --url ftp://x', 'must start with http'],
  ['events list', 'There is no admin token'],
])('%s ends with 2, says what is wrong and how it is right', async (line, complaint) => {
  const { code, out, complaints } = await command(line);
  expect([code, out]).toEqual([2, '']);
  expect(complaints).toContain(complaint);
  expect(complaints).toContain(`npm run cli -- ${line.split(' ')[0]}`);
});

it('a reason must not be empty', async () => {
  expect(await command(['events', 'discard', 'a', '--reason', ' '])).toMatchObject({
    code: 2,
    complaints: expect.stringContaining('reason must not be empty'),
  });
});

it.each(['', 'event list', 'events', 'events lst', '--json events list'])(
  '"%s" is no command: the commands are listed, exit code 2',
  async (line) => {
    const { code, complaints } = await command(line.split(' ').filter((word) => word !== ''));
    expect(code).toBe(2);
    for (const { name } of COMMANDS) expect(complaints).toContain(name);
  },
);

it('every command has a help of its own, reached in both ways', async () => {
  for (const { name, summary } of COMMANDS) {
    const help = await command(`${name} --help`);
    expect(help.code).toBe(0);
    expect(help.out).toContain(summary);
    expect(await command(`help ${name}`)).toEqual(help);
  }
  expect((await command('help')).out).toContain('Exit codes');
  expect((await command('help events')).out).toContain('events discard <id> --reason TEXT');
});

it('--version prints the version of the package', async () => {
  expect((await command('--version')).out).toMatch(/^\d+\.\d+\.\d+$/);
});

it('--token and --url come before the environment, TILLBRIDGE_TOKEN before ADMIN_TOKENS', async () => {
  const page = { body: { events: [], next_cursor: null } };
  const { asked, env } = await startAdmin(page, page, page);
  const elsewhere = { ...env, PORT: '9', TILLBRIDGE_TOKEN: 'mine', TILLBRIDGE_URL: `http://127.0.0.1:${env.PORT}/` };
  await command('events list', { env: elsewhere });
  await command('events list --token given', { env: elsewhere });
  await command(`events list --url http://127.0.0.1:${env.PORT}`, { env: { ADMIN_TOKENS: env.ADMIN_TOKENS } });
  expect(asked.map(({ authorization }) => authorization)).toEqual([
    'Bearer mine',
    'Bearer given',
    'Bearer secret-of-ann',
  ]);
});

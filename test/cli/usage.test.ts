import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { COMMANDS, command, startAdmin } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

it.each([
  ['events show', '<id> is missing'],
  ['events show a b', '"b" is one argument too many'],
  ['events replay a', '--reason is missing'],
  ['events list --nope', 'There is no option --nope.'],
  ['events list --sttus dead', 'There is no option --sttus. Did you mean --status?'],
  ['events list --form 6h', 'There is no option --form. Did you mean --from?'],
  ['events list -status dead', 'There is no option -status. Did you mean --status?'],
  ['events list --Status=dead', 'There is no option --Status. Did you mean --status?'],
  ['events list --sttus=dead', 'There is no option --sttus. Did you mean --status?'],
  ['events replay a --reson r', 'There is no option --reson. Did you mean --reason?'],
  ['events list --order-id A --order-id', '--order-id needs a value: --order-id ID'],
  ['events list --status', '--status needs a value: --status STATUS'],
  ['events list --status=', '--status must not be empty'],
  ['events list --user-id --json', '--user-id needs a value; one that begins with "-" is written --user-id=ID'],
  ['events list --json=yes', '--json takes no value'],
  ['events list --order-id A --order-id B', '--order-id is given twice'],
  ['events list --status broken', '--status must be one of'],
  ['events list --status dead,broken', 'not "broken"'],
  ['events list --type order', '--type must be one of customer.registered, customer.updated'],
  ['events list --limit 0', '--limit must be'],
  ['events list --from yesterday', '--from must be'],
  ['events list --all --cursor c', '--all starts at the beginning'],
  ['replays start --name n --reason r --rate fast', '--rate must be'],
  ['send nonsense', '<type> must be one of registration, customer-update, order, order-update, refund, product'],
  ['send order', 'WEBHOOK_SECRETS is not set'],
  ['events list --url ftp://x', 'must start with http'],
  ['events list', 'There is no admin token'],
])('%s ends with 2, says what is wrong and how it is right', async (line, complaint) => {
  const { code, out, complaints } = await command(line);
  expect([code, out]).toEqual([2, '']);
  expect(complaints).toContain(complaint);
  expect(complaints).toContain(`npm run cli -- ${line.split(' ')[0]}`);
  // The words of the library that splits the arguments are for programmers.
  expect(complaints).not.toMatch(/ERR_|argument '|positional/i);
});

it('a reason must not be empty', async () => {
  expect(await command(['events', 'discard', 'a', '--reason', ' '])).toMatchObject({
    code: 2,
    complaints: expect.stringContaining('--reason must not be empty'),
  });
  expect(await command(['events', 'show', ''])).toMatchObject({
    code: 2,
    complaints: expect.stringContaining('<id> must not be empty'),
  });
});

it.each([
  ['', 'Which command?'],
  ['event list', 'There is no command "event". Did you mean events list?'],
  ['evnts', 'There is no command "evnts". Did you mean events?'],
  ['doctr', 'Did you mean doctor?'],
  ['replay start', 'Did you mean replays start?'],
  ['--json events list', 'The command comes first, its options after it.'],
  ['--verison', 'Did you mean --version?'],
  ['something else', 'There is no command "something".\n'],
])('"%s" is no command: the one that is meant and all commands are told, exit code 2', async (line, complaint) => {
  const { code, out, complaints } = await command(words(line));
  expect([code, out]).toEqual([2, '']);
  expect(complaints).toContain(complaint);
  for (const { name } of COMMANDS) expect(complaints).toContain(name);
});

it.each([
  ['events', 'Which command of events?'],
  ['events lst', 'There is no command "events lst". Did you mean events list?'],
  ['help events lsit', 'Did you mean events list?'],
  ['events --json', 'Which command of events?'],
])('"%s" lacks a command of its group: these are told, exit code 2', async (line, complaint) => {
  const { code, complaints } = await command(words(line));
  expect(code).toBe(2);
  expect(complaints).toContain(complaint);
  for (const { name } of COMMANDS.filter((command) => command.name.includes(' '))) {
    expect([name, complaints.includes(name)]).toEqual([name, name.startsWith('events ')]);
  }
});

it('every command has a help of its own, reached in every way, whatever else the line says', async () => {
  for (const { name, summary } of COMMANDS) {
    const help = await command(`help ${name}`);
    expect(help.code).toBe(0);
    expect(help.out).toContain(summary);
    for (const line of [`${name} --help`, `${name} -h`, `${name} --nope --help`, `${name} --json -h x`]) {
      expect([line, await command(line)]).toEqual([line, help]);
    }
  }
  expect(await command('events list --status --help')).toEqual(await command('help events list'));
});

it.each(['help', '--help', '-h', 'help --help'])('%s tells all commands', async (line) => {
  const { code, out } = await command(line);
  expect([code, out]).toEqual([0, expect.stringContaining('Exit codes')]);
  for (const { name } of COMMANDS) expect(out).toContain(name);
});

it.each(['help events', 'events --help', 'events -h'])(
  '%s tells how each command of the group is used',
  async (line) => {
    const { code, out } = await command(line);
    expect([code, out]).toEqual([0, expect.stringContaining('events discard <id> --reason TEXT')]);
    expect(out).not.toContain('replays start');
  },
);

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
    'Bearer the-secret-of-ann',
  ]);
});

it('a token may stand in the file that TILLBRIDGE_TOKEN_FILE or ADMIN_TOKENS_FILE names', async () => {
  const page = { body: { events: [], next_cursor: null } };
  const { asked, env } = await startAdmin(page, page);
  const folder = await temporaryFolder();
  await writeFile(path.join(folder, 'token'), 'mine\n');
  await writeFile(path.join(folder, 'tokens'), `${env.ADMIN_TOKENS}\n`);
  await command('events list', { env: { ...env, TILLBRIDGE_TOKEN_FILE: path.join(folder, 'token') } });
  await command('events list', { env: { PORT: env.PORT, ADMIN_TOKENS_FILE: path.join(folder, 'tokens') } });
  expect(asked.map(({ authorization }) => authorization)).toEqual(['Bearer mine', 'Bearer the-secret-of-ann']);
  const missing = { PORT: env.PORT, ADMIN_TOKENS_FILE: path.join(folder, 'nowhere') };
  expect(await command('events list', { env: missing })).toMatchObject({
    code: 2,
    complaints: expect.stringContaining('ADMIN_TOKENS_FILE names a file that cannot be read (ENOENT)'),
  });
});

function words(line: string): string[] {
  return line.split(' ').filter((word) => word !== '');
}

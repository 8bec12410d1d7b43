import { endInOrder } from '../src/service/end-in-order.ts';
import { CONSOLE_HELP, obey } from './simulator/console.ts';
import { forEnvFile } from './simulator/for-env-file.ts';
import { startIkcrmSimulator } from './simulator/ikcrm/index.ts';
import { startSuiteCrmSimulator } from './simulator/suitecrm/index.ts';
import { LabCommand, WrongUse, wholeNumber } from './terminal.ts';

const USAGE = '--port N [--ikcrm-port M] [--host ADDRESS] [--console]';
const WRONG_USE = 2;
const HIGHEST_PORT = 65_535;
const CLOSING_MS = 10_000;

interface Options {
  readonly port: number;
  readonly ikcrmPort?: number;
  readonly host: string;
  readonly console?: boolean;
}

function failToStart(error: unknown): never {
  console.error(`The simulator could not start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}

function portOf(option: string) {
  return wholeNumber(option, 'a port number', 0, HIGHEST_PORT);
}

/** What the command line asks for; ends the program where it asks for help or for what there is not. */
function readOptions() {
  const program = new LabCommand('npm run simulator --')
    .usage(USAGE)
    .option('--port <N>', 'where SuiteCRM listens; 0 = any that is free', portOf('--port'), 8080)
    .option('--ikcrm-port <M>', 'where ikcrm listens; without it there is none', portOf('--ikcrm-port'))
    .option('--host <address>', 'the address that both listen on', '127.0.0.1')
    .option('--console', 'obey what is typed');
  try {
    return program.parse().opts<Options>();
  } catch (error) {
    if (!(error instanceof WrongUse)) throw error;
    console.error(`${error.message}\n${program.name()} ${USAGE}`);
    process.exit(WRONG_USE);
  }
}

const { port, ikcrmPort, host, console: obeys } = readOptions();
const suitecrm = await startSuiteCrmSimulator({ port, host }).catch(failToStart);
const ikcrm = ikcrmPort === undefined ? null : await startIkcrmSimulator({ port: ikcrmPort, host }).catch(failToStart);
// Before it says that it listens: a stop may come as soon as somebody reads it.
endInOrder(CLOSING_MS, async () => {
  await Promise.all([suitecrm.close(), ikcrm?.close()]);
});
console.log(`Simulated SuiteCRM 7.14 on ${suitecrm.url}`);
console.log(`  client id:     ${suitecrm.client.id}`);
console.log(`  client secret: ${suitecrm.client.secret}`);
if (ikcrm !== null) {
  console.log(`Simulated ikcrm on ${ikcrm.url}`);
  console.log(`  login:    ${ikcrm.account.login}`);
  console.log(`  password: ${ikcrm.account.password}`);
  console.log(`  corp id:  ${ikcrm.account.corpId}`);
}
console.log(`\nThe lines for the .env of tillbridge, with a secret and an admin token made up just now:\n`);
console.log(`${forEnvFile(suitecrm, ikcrm)}\n`);
if (obeys) {
  console.log(CONSOLE_HELP);
  obey(process.stdin, suitecrm, (text) => console.log(text));
}

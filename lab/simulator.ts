import { parseArgs } from 'node:util';
import { wrongArguments } from '../src/cli/wrong-arguments.ts';
import { endInOrder } from '../src/service/end-in-order.ts';
import { CONSOLE_HELP, obey } from './simulator/console.ts';
import { forEnvFile } from './simulator/for-env-file.ts';
import { startIkcrmSimulator } from './simulator/ikcrm/index.ts';
import { startSuiteCrmSimulator } from './simulator/suitecrm/index.ts';

const usage = 'npm run simulator -- --port N [--ikcrm-port M] [--console]';
const wrongUse = 2;
const CLOSING_MS = 10_000;

function fail(message: string): never {
  console.error(`${message}\n${usage}`);
  process.exit(wrongUse);
}

function failToStart(error: unknown): never {
  console.error(`The simulator could not start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}

function readPort(option: string, text: string): number {
  if (!/^\d+$/.test(text) || Number(text) > 65535) fail(`--${option} must be a port number, not "${text}".`);
  return Number(text);
}

function readOptions(): { readonly port: number; readonly ikcrmPort: number | null; readonly console: boolean } {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: '8080' },
        'ikcrm-port': { type: 'string' },
        console: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const { port, 'ikcrm-port': ikcrmPort } = values;
    if (values.help) {
      console.log(usage);
      process.exit();
    }
    return {
      port: readPort('port', port),
      ikcrmPort: ikcrmPort === undefined ? null : readPort('ikcrm-port', ikcrmPort),
      console: values.console,
    };
  } catch (error) {
    return fail(wrongArguments(error));
  }
}

const { port, ikcrmPort, console: obeys } = readOptions();
const suitecrm = await startSuiteCrmSimulator({ port }).catch(failToStart);
const ikcrm = ikcrmPort === null ? null : await startIkcrmSimulator({ port: ikcrmPort }).catch(failToStart);
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

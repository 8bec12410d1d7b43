import { parseArgs } from 'node:util';
import closeWithGrace from 'close-with-grace';
import { startSuiteCrmSimulator } from './suitecrm/index.ts';

const usage = 'npm run simulator -- --port N [--ikcrm-port M]';
const wrongUse = 2;

function fail(message: string): never {
  console.error(`${message}\n${usage}`);
  process.exit(wrongUse);
}

function failToStart(error: unknown): never {
  console.error(`The simulator could not start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}

function readOptions(): { readonly port: string; readonly ikcrmPort: string | undefined } {
  try {
    const { values } = parseArgs({
      options: { port: { type: 'string', default: '8080' }, 'ikcrm-port': { type: 'string' } },
    });
    return { port: values.port, ikcrmPort: values['ikcrm-port'] };
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

const { port, ikcrmPort } = readOptions();
if (ikcrmPort !== undefined) {
  fail('--ikcrm-port: there is no ikcrm simulator yet.');
}
if (!/^\d+$/.test(port) || Number(port) > 65535) {
  fail(`--port must be a port number, not "${port}".`);
}
const simulator = await startSuiteCrmSimulator({ port: Number(port) }).catch(failToStart);
console.log(`Simulated SuiteCRM 7.14 on ${simulator.url}`);
console.log(`  client id:     ${simulator.client.id}`);
console.log(`  client secret: ${simulator.client.secret}`);
closeWithGrace(() => simulator.close());

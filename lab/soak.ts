import { enableCompileCache, flushCompileCache } from 'node:module';
import { readOptions, type SoakOptions, USAGE } from './soak/options.ts';
import { COMPILE_CACHE, openScratch, type Scratch } from './soak/scratch.ts';
import { WrongUse } from './terminal.ts';

const WRONG_USE = 2;
const INTERRUPTED = 130;

process.exitCode = await main();

async function main(): Promise<number> {
  let options: SoakOptions;
  try {
    options = readOptions(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof WrongUse)) throw error;
    process.stderr.write(`${error.message}\n${USAGE}\n`);
    return WRONG_USE;
  }
  const scratch = await openScratch();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void scratch.clean().then(() => process.exit(INTERRUPTED)));
  }
  try {
    return await run(options, scratch);
  } catch (error) {
    process.stderr.write(`The soak with seed ${options.seed} failed.\n`);
    throw error;
  } finally {
    await scratch.clean();
  }
}

/** What is compiled here is kept for the services, which start twice as fast; so it is loaded only now. */
async function run(options: SoakOptions, scratch: Scratch): Promise<number> {
  enableCompileCache(`${scratch.folder}/${COMPILE_CACHE}`);
  const { playSoak } = await import('./soak/play.ts');
  flushCompileCache();
  const clean = await playSoak(options, scratch, (text) => process.stdout.write(`${text}\n`));
  return clean ? 0 : 1;
}

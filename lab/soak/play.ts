import { judge } from './judge.ts';
import type { SoakOptions } from './options.ts';
import { inOrderOfArrival } from './order-of-arrival.ts';
import { playQuietly } from './quiet-run.ts';
import { Random } from './random.ts';
import { isClean, soakReport } from './report.ts';
import type { Scratch } from './scratch.ts';
import { writeScript } from './script/script.ts';
import { playStorm } from './storm.ts';

/** Plays a storm, then the same events in quiet, and tells how the two compare. True if they left the same. */
export async function playSoak(options: SoakOptions, scratch: Scratch, say: (text: string) => void): Promise<boolean> {
  const { events, seed, kills, faults } = options;
  const random = new Random(seed);
  const messages = writeScript(events, random.fork());
  say(`Seed ${seed}: ${events} events, ${kills} kills, a fault in ${faults * 100} % of the calls to the CRM ...`);
  const storm = await playStorm(options, messages, scratch, random.fork());
  say('The same events in quiet ...');
  const quiet = await playQuietly(inOrderOfArrival(messages, storm), messages, scratch);
  const soak = { options, messages, storm, quiet, findings: judge(messages, storm, quiet) };
  say(`\n${soakReport(soak)}`);
  return isClean(soak);
}

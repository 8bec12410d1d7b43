import { judge } from './judge.ts';
import type { SoakOptions } from './options.ts';
import { playQuietly } from './quiet-run.ts';
import { Random } from './random.ts';
import { isClean, soakReport } from './report.ts';
import type { Scratch } from './scratch.ts';
import { type Message, writeScript } from './script/script.ts';
import { playStorm, type StormResult } from './storm.ts';

/** Plays a storm, then the same events in quiet, and tells how the two compare. True if they left the same. */
export async function playSoak(options: SoakOptions, scratch: Scratch, say: (text: string) => void): Promise<boolean> {
  const { events, seed, kills, faults } = options;
  const random = new Random(seed);
  const messages = writeScript(events, random.fork());
  say(`Seed ${seed}: ${events} events, ${kills} kills, a fault in ${faults * 100} % of the calls to the CRM ...`);
  const storm = await playStorm(options, messages, scratch, random.fork());
  say('The same events in quiet ...');
  const quiet = await playQuietly(inOrderOfArrival(messages, storm), scratch);
  const soak = { options, messages, storm, quiet, findings: judge(storm, quiet) };
  say(`\n${soakReport(soak)}`);
  return isClean(soak);
}

/** The acknowledged messages as the storm's inbox put them in order; one that it lost comes last. */
function inOrderOfArrival(messages: readonly Message[], { events, deleted, acknowledged }: StormResult) {
  const byId = new Map(messages.map((message) => [message.webhookId, message]));
  const arrived = [...deleted, ...events].sort((a, b) => (a.seq < b.seq ? -1 : 1));
  // A key of a Map keeps its first place: that of a webhook whose event was deleted before it came again.
  const keys = new Map(arrived.map((event) => [event.webhookId, event.keys]));
  return [...new Set([...keys.keys(), ...acknowledged.keys()])].flatMap((id) => {
    const message = byId.get(id);
    return message === undefined ? [] : [{ ...message, keys: keys.get(id) ?? [] }];
  });
}

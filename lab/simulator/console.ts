import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { SuiteCrmSimulator } from './suitecrm/index.ts';

export const CONSOLE_HELP =
  'Type "deny AOS_Invoices" to take the right to a module away, "allow" to give all rights back.';

/** Obeys what a person types to break and mend the simulated SuiteCRM while it runs; ends with the input. */
export function obey(input: Readable, suitecrm: SuiteCrmSimulator, say: (text: string) => void): void {
  createInterface({ input }).on('line', (line) => {
    const [command, module] = line.trim().split(/\s+/);
    if (command === 'deny' && module !== undefined) {
      suitecrm.faults.add({ match: { module, times: Number.POSITIVE_INFINITY }, action: { kind: 'access-denied' } });
      say(`The API user has no right to ${module} any more.`);
    } else if (command === 'allow' && module === undefined) {
      suitecrm.faults.clear();
      say('The API user has all rights again.');
    } else if (command !== '') {
      say(CONSOLE_HELP);
    }
  });
}

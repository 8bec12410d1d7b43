import type { RunEnded } from '../domain/service-events.ts';
import { plainWords } from './plain-words.ts';

/** Words of ours in the keys of steps. Whatever else stands there is a name of the shop's: a sku, a code, an address. */
const OURS: ReadonlySet<string> = new Set(
  `active address adopted after again before by category contact contract converted create currency group groups id invoice lead line lines
  list lists look-up marker new number of opt-out original prices product products promotion promotions refunds registration relation return second security
  seen status target unpaid update`.split(/\s+/),
);

/** The code of what went wrong and its step, without names of the shop's. */
export function errorOf({ details }: RunEnded): { readonly code: string; readonly step: string } {
  const { code, step } = details;
  return {
    code: typeof code === 'string' ? plainWords(code) : 'unknown',
    step: typeof step === 'string' ? stepWords(step) : '',
  };
}

function stepWords(step: string): string {
  return step
    .split(' ')
    .filter((word) => OURS.has(word))
    .join(' ');
}

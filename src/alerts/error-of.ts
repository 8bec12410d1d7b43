import type { RunEnded } from '../domain/service-events.ts';
import { stepWords } from '../domain/step-words.ts';
import { plainWords } from './plain-words.ts';

/** The code of what went wrong and its step, without names of the shop's. */
export function errorOf({ details }: RunEnded): { readonly code: string; readonly step: string } {
  const { code, step } = details;
  return {
    code: typeof code === 'string' ? plainWords(code) : 'unknown',
    step: typeof step === 'string' ? stepWords(step) : '',
  };
}

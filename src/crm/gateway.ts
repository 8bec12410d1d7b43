import type { CallOutcome } from './crm-error.ts';

// 504, and 524 of Cloudflare: the gateway gave the CRM up, as a client would that timed out.
const GAVE_UP: ReadonlySet<number> = new Set([504, 524]);

/** What a server failure says of the call's work: it has ended, unless a gateway in front stopped waiting for the CRM. */
export function outcomeBehind(status: number): CallOutcome {
  return GAVE_UP.has(status) ? 'left_behind' : 'unknown';
}

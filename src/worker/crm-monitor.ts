import type { CallReport } from '../crm/suitecrm/types.ts';

/** As health names it. */
export type CrmStatus = 'up' | 'down' | 'paused';

// One lost call is no outage.
const FAILURES_THAT_TELL = 3;

/** Outcomes that say nothing against the CRM: it answered, and meant it. */
const ANSWERED: ReadonlySet<string> = new Set([
  'ok',
  'already_exists',
  'record_not_found',
  'property_rejected',
  'request_rejected',
  'access_denied',
  'link_not_found',
  'unknown_module',
  'crm_rejected',
  'call_aborted',
]);

/** Whether a CRM answers, told by the calls that are made anyway. */
export class CrmMonitor {
  #failures = 0;

  /** Takes note of one call. */
  record(report: CallReport): void {
    this.#failures = ANSWERED.has(report.outcome) ? 0 : this.#failures + 1;
  }

  get status(): CrmStatus {
    return this.#failures >= FAILURES_THAT_TELL ? 'down' : 'up';
  }
}

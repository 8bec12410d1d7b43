import type { HealthReport } from '../../health.ts';
import type { Cause } from '../answers.ts';
import { type Html, html } from '../html.ts';
import { span } from '../parts/time.ts';

/** Something that is not as it should be, with what is to be done. `bad`: it does not mend itself. */
export interface Concern {
  readonly bad: boolean;
  readonly text: Html;
}

const LONG_S = 60 * 60;

/** Everything that is not as it should be, the worst first. */
export function concerns({
  report,
  causes,
}: {
  readonly report: HealthReport;
  /** The most frequent first. */
  readonly causes: readonly Cause[];
}): readonly Concern[] {
  const found: Concern[] = [];
  const { database, backlog, crms, shops = {} } = report;
  if (database === 'down') {
    found.push({
      bad: true,
      text: html`The database does not answer: webhooks are refused with 503, and shops send them again later. Look at PostgreSQL.`,
    });
  }
  if (backlog !== null && backlog.dead > 0) {
    const most = causes[0];
    found.push({
      bad: true,
      text: html`<a href="/console/causes">${backlog.dead} event${backlog.dead === 1 ? ' is' : 's are'} dead</a>${most === undefined || most.count === backlog.dead ? null : html`, ${most.count} of them by <code>${most.error_code}</code>`}: mend the cause, then replay.`,
    });
  }
  for (const [name, { status, paused }] of Object.entries(crms)) {
    if (status === 'down')
      found.push({
        bad: false,
        text: html`${name} does not answer. Events wait and go on by themselves when it is back; intake goes on.`,
      });
    if (status === 'paused')
      found.push({
        bad: false,
        text: html`<a href="/console/crms/${name}">${name} is paused</a>${paused === undefined ? null : html` by ${paused.by} (${paused.reason})`}: its events wait until somebody resumes it.`,
      });
  }
  for (const [name, { status }] of Object.entries(shops)) {
    if (status === 'down')
      found.push({
        bad: false,
        text: html`The API of the shop ${name} does not answer: refunds and catch-ups of it wait.`,
      });
  }
  if (backlog !== null && backlog.oldest_pending_age_s > LONG_S) {
    found.push({
      bad: true,
      text: html`<a href="/console/events?status=pending&amp;order=oldest">The oldest event</a> has waited for ${span(backlog.oldest_pending_age_s)} to run: more comes in than the CRM takes, or nothing works.`,
    });
  }
  return found.sort((one, other) => Number(other.bad) - Number(one.bad));
}

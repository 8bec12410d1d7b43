import type { AuditRow, Try } from '../answers.ts';
import { type Html, html } from '../html.ts';
import { badge } from '../parts/badges.ts';
import { time } from '../parts/time.ts';
import type { EventTold } from './read-story.ts';

/** What each end of a try means. */
const OUTCOMES: Readonly<Record<string, string>> = {
  running: 'It runs.',
  done: 'Everything stands in the CRM.',
  dead: 'It was given up until somebody decides.',
  retrying: 'It failed, and was to be tried again.',
  held_back: 'The CRM was away: it did not count as a try.',
  waiting: 'It had to wait.',
  given_back: 'The service stopped, or its database was away: it did not count as a try.',
  lost: 'Its worker gave no more sign of life; another one took over.',
};

interface Moment {
  readonly at: string | null;
  readonly what: Html;
}

/** What happened to an event, in order: tries, replays, and what else people decided. */
export function history({ event, decisions }: EventTold, now: Date): Html | null {
  const moments = [
    ...event.tries.map(momentOfTry),
    // Replays are among the tries.
    ...decisions.filter(({ action }) => action !== 'event.replay').map(momentOfDecision),
  ].toSorted((one, other) => (one.at ?? '').localeCompare(other.at ?? ''));
  if (moments.length === 0) return null;
  return html`<section><h2>What happened</h2><ol class="history">${moments.map(
    ({ at, what }) => html`<li>${time(at, now)} ${what}</li>`,
  )}</ol></section>`;
}

function momentOfTry({
  kind,
  started_at,
  finished_at,
  outcome,
  waiting_for,
  error,
  actor,
  reason,
  replay_id,
}: Try): Moment {
  const at = started_at ?? finished_at;
  if (kind === 'replay') {
    const by = replay_id === null ? null : html` (<a href="/console/replays/${replay_id}">a bulk replay</a>)`;
    return { at, what: html`<strong>Replayed</strong> by ${actor ?? 'somebody'}${by}: ${reason ?? ''}` };
  }
  const why = waiting_for === null ? OUTCOMES[outcome] : `It waited for ${waiting_for}.`;
  const failure =
    error === null
      ? null
      : html` <code>${error.code}</code>${error.step === null ? null : html` at <code>${error.step}</code>`}: ${error.message}`;
  return { at, what: html`${badge(outcome)} ${why ?? ''}${failure}` };
}

function momentOfDecision({ at, actor, action, reason }: AuditRow): Moment {
  return { at, what: html`<strong>${action.replace('event.', '')}</strong> by ${actor}: ${reason}` };
}

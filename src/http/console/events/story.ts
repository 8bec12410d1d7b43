import type { Problem } from '../../problem.ts';
import { type Html, html } from '../html.ts';
import { badge } from '../parts/badges.ts';
import { jsonBlock } from '../parts/json.ts';
import { live } from '../parts/live.ts';
import { problemNote } from '../parts/problem.ts';
import { time } from '../parts/time.ts';
import { decisionForms } from './decision-forms.ts';
import { history } from './history.ts';
import { statedTotal } from './money.ts';
import type { EventTold } from './read-story.ts';
import { stepList } from './steps.ts';
import { verdict } from './verdict.ts';

/** What the page of one event is made of. */
export interface StoryPage {
  readonly story: EventTold;
  readonly antiForgery: string;
  readonly now: Date;
  /** Under which its forms are sent: a second click does nothing twice. */
  readonly newKey: string;
}

/** What was done, by its word in the address. */
const DONE: Readonly<Record<string, string>> = {
  replayed: 'It was put back in line.',
  amended: 'Its payload was amended, and it was put back in line.',
  discarded: 'It was discarded.',
};

/** The page of one event, from top to bottom its story. `refused`: why the last decision was not carried out, and what its reason said. */
export function storyMarkup(
  view: StoryPage,
  { done, refused }: { readonly done: string | null; readonly refused: Problem | null },
): Html {
  const said = done === null ? undefined : DONE[done];
  return html`<div role="status">${said === undefined ? null : html`<p class="note good">${said}</p>`}</div>
${refused === null ? null : problemNote(refused)}
${storyLive(view)}
${decisions(view, false)}
${payloadPart(view)}`;
}

/** What keeps itself up to date of it. The forms come along only where the status is no more what the reader `seen`: nobody's words are lost. */
export function storyPart(view: StoryPage, seen: string): Html {
  return html`${storyLive(view)}${seen === view.story.event.status ? null : decisions(view, true)}`;
}

function storyLive({ story, now }: StoryPage): Html {
  const { event, words } = story;
  const content = html`${verdict(event, now)}
${event.warnings.length === 0 ? null : html`<section><h2>Warnings</h2><ul class="warnings">${event.warnings.map((warning) => html`<li>${warning}</li>`)}</ul></section>`}
<section><h2>What it is</h2>${facts(story, now)}</section>
${history(story, now)}
<section><h2>Steps</h2>${stepList(event, words.steps, now)}</section>`;
  return live('story', `/console/events/${event.id}?seen=${event.status}`, content, settled(event.status) ? 10 : 2);
}

function settled(status: string): boolean {
  return status === 'done' || status === 'dead' || status === 'discarded';
}

function decisions({ story, antiForgery, newKey }: StoryPage, apart: boolean): Html {
  return html`<section id="decisions" ${apart ? html`hx-swap-oob="true"` : null}><h2>What can be done</h2>
${decisionForms({ event: story.event, antiForgery, newKey })}</section>`;
}

function facts({ event, words }: EventTold, now: Date): Html {
  const total = statedTotal(words.payload);
  const rows: readonly (readonly [string, Html | string | null])[] = [
    ['Status', badge(event.status)],
    ['Order', event.order_id === null ? null : filterLink('order_id', event.order_id)],
    ['Refund', event.refund_id === null ? null : filterLink('refund_id', event.refund_id)],
    ['Customer', event.user_id === null ? null : filterLink('user_id', event.user_id)],
    ['Total by the shop', total],
    ['Business unit', event.business_unit],
    ['Shop', event.shop],
    ['CRM', event.crm],
    ['Received', time(event.received_at, now)],
    ['Finished', event.finished_at === null ? null : time(event.finished_at, now)],
    ['Tries', String(event.attempts)],
    [
      'Held by',
      event.holder === null
        ? null
        : html`<a href="/console/events/${event.holder.id}">${event.holder.type}</a> ${badge(event.holder.status)}`,
    ],
    ['Webhook id', html`<code>${event.webhook_id}</code>`],
    [
      'Made of',
      event.parent === null ? null : html`<a href="/console/events/${event.parent}">a delivery of the shop</a>`,
    ],
    [
      'Became',
      event.children.length === 0
        ? null
        : html`${event.children.map(({ id, type, status }) => html`<a href="/console/events/${id}">${type}</a> ${badge(status)} `)}`,
    ],
  ];
  return html`<dl class="facts">${rows.map(([name, value]) =>
    value === null ? null : html`<div><dt>${name}</dt><dd>${value}</dd></div>`,
  )}</dl>`;
}

function filterLink(name: string, value: string): Html {
  return html`<a href="/console/events?${new URLSearchParams({ [name]: value }).toString()}">${value}</a>`;
}

function payloadPart({ story, now }: StoryPage): Html {
  const { amended, payload_removed_at } = story.event;
  if (payload_removed_at !== null)
    return html`<section><h2>What the shop sent</h2><p class="none">Retention removed it ${time(payload_removed_at, now)}.</p></section>`;
  const { payload, amended: first } = story.words;
  return html`<section><h2>${amended === null ? 'What the shop sent' : 'What it goes by'}</h2>
<details id="payload"><summary>Show the payload (it may hold personal data)</summary>${jsonBlock(payload, 'Payload')}</details>
${
  amended === null
    ? null
    : html`<p>Amended by ${amended.actor} ${time(amended.at, now)}: ${amended.reason}</p>
<details id="first-payload"><summary>Show what the shop sent first</summary>${jsonBlock(first?.payload, 'First payload')}</details>`
}</section>`;
}

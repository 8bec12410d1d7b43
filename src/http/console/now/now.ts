import type { BacklogMoment } from '../../../operations/backlog-trend.ts';
import type { HealthReport } from '../../health.ts';
import type { Cause, CrmRow, ReplayRow, ShopRow } from '../answers.ts';
import { causeTable } from '../causes/cause-table.ts';
import { type Html, html } from '../html.ts';
import { badge } from '../parts/badges.ts';
import { type Cells, tableMarkup } from '../parts/table.ts';
import { span, time } from '../parts/time.ts';
import { replayTable } from '../replays/replay-table.ts';
import { backlogMarkup } from './backlog.ts';
import { concerns } from './concerns.ts';

/** What the first screen tells. */
export interface NowView {
  readonly report: HealthReport;
  readonly causes: readonly Cause[];
  readonly crms: readonly CrmRow[];
  /** The bulk replays that run. */
  readonly replays: readonly ReplayRow[];
  readonly shops: readonly ShopRow[];
  readonly trend: readonly BacklogMoment[];
  readonly now: Date;
}

/** The first screen, the answer first. */
export function nowMarkup(view: NowView): Html {
  const { report, causes, crms, replays, shops, trend, now } = view;
  const found = concerns(view);
  return html`${
    found.length === 0
      ? html`<p class="note good big" role="status">Everything is all right.</p>`
      : html`<div class="note ${found.some(({ bad }) => bad) ? 'bad' : 'wait'}" role="status"><p class="big">${found.some(({ bad }) => bad) ? 'This needs a person:' : 'This goes on by itself, and is worth knowing:'}</p>
<ul>${found.map(({ text }) => html`<li>${text}</li>`)}</ul></div>`
  }
<section><h2>Failures by cause</h2>${causeTable(causes, new URLSearchParams({ status: 'dead' }), now, 'No dead event: nothing waits for a person.')}</section>
<section><h2>Backlog</h2>${backlogMarkup(report.backlog, trend)}</section>
<section><h2>CRMs</h2>${crmTable(crms)}</section>
${shops.length === 0 ? null : html`<section><h2>Shops</h2>${shopTable(shops, report, now)}</section>`}
${replays.length === 0 ? null : html`<section><h2>Bulk replays that run</h2>${replayTable(replays, now, '')}</section>`}`;
}

function crmTable(crms: readonly CrmRow[]): Html {
  const columns: readonly Cells<CrmRow>[] = [
    { head: 'CRM', cell: ({ crm }) => html`<a href="/console/crms/${crm}">${crm}</a>` },
    { head: 'Status', cell: ({ status }) => badge(status) },
    { head: 'Waits for it', cell: ({ backlog }) => backlog.pending + backlog.waiting + backlog.retrying, number: true },
    {
      head: 'The oldest',
      cell: ({ backlog }) => (backlog.oldest_age_s === 0 ? '–' : span(backlog.oldest_age_s)),
      wide: true,
    },
    { head: 'Dead', cell: ({ backlog }) => backlog.dead, number: true },
  ];
  return tableMarkup('CRMs', columns, crms, 'No CRM is configured: set SUITECRM_URL or IKCRM_URL.');
}

function shopTable(shops: readonly ShopRow[], { shops: states }: HealthReport, now: Date): Html {
  const columns: readonly Cells<ShopRow>[] = [
    {
      head: 'Shop',
      cell: ({ name }) => html`<a href="/console/events?${new URLSearchParams({ shop: name }).toString()}">${name}</a>`,
    },
    { head: 'Platform', cell: ({ platform }) => platform, wide: true },
    { head: 'Status', cell: ({ name }) => badge(states?.[name]?.status ?? 'up') },
    { head: 'Last delivery', cell: ({ last_delivery_at }) => time(last_delivery_at, now) },
    { head: 'Last catch-up', cell: ({ last_catch_up_at }) => time(last_catch_up_at, now), wide: true },
    { head: 'Found by catch-ups', cell: ({ found }) => found, number: true, wide: true },
  ];
  return tableMarkup('Shops', columns, shops, '');
}

import Type from 'typebox';
import Value from 'typebox/value';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { busyService } from '../support/metrics/busy-service.ts';
import { type Scrape, scrape } from '../support/metrics/exposition.ts';
import { groupedBy, selectorsOf, wordsOf } from '../support/metrics/promql.ts';
import { readOps, readRules } from '../support/metrics/rules.ts';
import type { Bench } from '../support/service.ts';

const DataSource = Type.Object({ type: Type.Literal('prometheus'), uid: Type.Literal('$' + '{datasource}') });
const Target = Type.Object({ expr: Type.String(), legendFormat: Type.String(), datasource: DataSource });
const Panel = Type.Object({
  id: Type.Integer(),
  type: Type.String(),
  title: Type.String({ minLength: 1 }),
  description: Type.Optional(Type.String()),
  datasource: Type.Optional(DataSource),
  gridPos: Type.Object({ x: Type.Integer(), y: Type.Integer(), w: Type.Integer(), h: Type.Integer() }),
  targets: Type.Optional(Type.Array(Target, { minItems: 1 })),
});
const Dashboard = Type.Object({
  uid: Type.Literal('tillbridge'),
  schemaVersion: Type.Integer(),
  templating: Type.Object({ list: Type.Array(Type.Object({ name: Type.String(), type: Type.String() })) }),
  panels: Type.Array(Panel),
});
// What Prometheus itself puts on every series, and `le` on every bucket.
const BY_PROMETHEUS: readonly string[] = ['job', 'instance'];
const PROMQL: ReadonlySet<string> = new Set(
  'absent and avg by histogram_quantile increase max min on or rate sum unless without'.split(' '),
);

let bench: Bench;
let seen: Scrape;
beforeAll(async () => {
  bench = await busyService();
  seen = await scrape(bench.service.url);
});
afterAll(async () => {
  await bench.close();
});

async function readDashboard() {
  return Value.Parse(Dashboard, JSON.parse(await readOps('grafana-dashboard.json')));
}

/** What an expression names that the service does not show. */
function unknownIn(expression: string): string[] {
  const selectors = selectorsOf(expression);
  const known = selectors.flatMap(({ metric }) => seen.samples.filter(({ name }) => name === metric));
  const labels = new Set([...known.flatMap((sample) => Object.keys(sample.labels)), ...BY_PROMETHEUS]);
  return [
    ...selectors.filter(({ metric }) => !seen.samples.some(({ name }) => name === metric)).map(({ metric }) => metric),
    ...selectors.flatMap(({ metric, matchers }) =>
      matchers
        .filter(({ label, operator, value }) => !isShown(metric, label, operator === '=' ? value : null))
        .map(({ label, value }) => `${metric}{${label}="${value}"}`),
    ),
    ...groupedBy(expression).filter((label) => !labels.has(label)),
    ...wordsOf(expression).filter((word) => !PROMQL.has(word) && !labels.has(word)),
  ];
}

function isShown(metric: string, label: string, value: string | null): boolean {
  if (BY_PROMETHEUS.includes(label)) return true;
  return seen.samples.some(
    ({ name, labels }) => name === metric && label in labels && (value === null || labels[label] === value),
  );
}

test('the check itself tells a metric, a label and a value that are none', () => {
  expect(unknownIn('rate(tillbridge_gone_total[5m])')).toEqual(['tillbridge_gone_total']);
  expect(unknownIn('tillbridge_events{state="dead"}')).toEqual(['tillbridge_events{state="dead"}']);
  expect(unknownIn('tillbridge_events{status="died"}')).toEqual(['tillbridge_events{status="died"}']);
  expect(unknownIn('sum by (kind) (tillbridge_events)')).toContain('kind');
  expect(unknownIn('sum by (status) (tilbridge_events)')).toContain('tilbridge_events');
});

test('every metric, label and value that an alert uses is shown by a running service', async () => {
  const rules = await readRules();
  expect(rules.map(({ alert, expr }) => [alert, unknownIn(expr)])).toEqual(rules.map(({ alert }) => [alert, []]));
});

test('there is an alert for each thing that needs somebody, and its runbook is a chapter of the README', async () => {
  const rules = await readRules();
  expect(rules.map(({ alert }) => alert.replace('Tillbridge', ''))).toEqual([
    'NotRunning',
    'IntakeFailing',
    'WebhooksRefused',
    'DatabaseDown',
    'DeadEvents',
    'OldestPendingEvent',
    'OldestRetryingEvent',
    'OldestWaitingEvent',
    'MoneyWarnings',
    'BreakerOpen',
    'RetryStorm',
    'Takeovers',
    'LocksLost',
  ]);
  const chapters = [...(await readOps('../README.md')).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^a-z0-9 -]/g, '')
      .replaceAll(' ', '-'),
  );
  for (const { annotations } of rules) expect(chapters).toContain(/#([a-z-]+):/.exec(annotations.runbook)?.[1]);
});

test('every metric, label and value that a panel uses is shown by a running service', async () => {
  for (const { title, targets = [] } of (await readDashboard()).panels) {
    for (const { expr, legendFormat } of targets) {
      expect([title, unknownIn(expr)]).toEqual([title, []]);
      const shown = [...groupedBy(expr), ...(/\bby\b|\bsum\b/.test(expr) ? [] : BY_PROMETHEUS)];
      for (const [, label] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) expect(shown).toContain(label);
    }
  }
});

test('the dashboard has its four rows, a data source to choose, and panels that neither share an id nor overlap', async () => {
  const { panels, templating } = await readDashboard();
  expect(panels.filter(({ type }) => type === 'row').map(({ title }) => title)).toEqual([
    'Intake',
    'Inbox',
    'CRM',
    'Failures',
  ]);
  expect(templating.list).toContainEqual(expect.objectContaining({ name: 'datasource', type: 'datasource' }));
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)} ${y + Math.floor(cell / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
});

test('every metric of our own is on the dashboard', async () => {
  const used = new Set(
    (await readDashboard()).panels.flatMap(({ targets = [] }) =>
      targets.flatMap(({ expr }) =>
        selectorsOf(expr).map(({ metric }) => metric.replace(/_(?:bucket|sum|count)$/, '')),
      ),
    ),
  );
  const own = [...seen.explained].filter((name) => !/^tillbridge_(?:process|nodejs)_/.test(name));
  expect(own.filter((name) => !used.has(name))).toEqual([]);
});

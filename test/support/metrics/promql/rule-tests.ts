import Type, { type Static } from 'typebox';
import type { AlertRule } from '../rules.ts';
import { type Element, evaluate, nameless, type Ranges, type Series } from './evaluate.ts';
import { durationS, parsePromql } from './parse.ts';
import { readSeries } from './series.ts';
import { fillIn } from './template.ts';

const CLOSED = { additionalProperties: false };
const Texts = Type.Record(Type.String(), Type.String());
const Alert = Type.Object({ exp_labels: Texts, exp_annotations: Texts }, CLOSED);
const AlertTest = Type.Object(
  { eval_time: Type.String(), alertname: Type.String(), exp_alerts: Type.Array(Alert) },
  CLOSED,
);
const TestGroup = Type.Object(
  {
    name: Type.String(),
    interval: Type.String(),
    input_series: Type.Array(Type.Object({ series: Type.String(), values: Type.String() }, CLOSED)),
    alert_rule_test: Type.Array(AlertTest, { minItems: 1 }),
  },
  CLOSED,
);

/** A file for `promtool test rules`, as far as it is known here: nothing else may stand in it. */
export const RuleTests = Type.Object(
  { rule_files: Type.Array(Type.String()), evaluation_interval: Type.String(), tests: Type.Array(TestGroup) },
  CLOSED,
);
export type RuleTestGroup = Static<typeof TestGroup>;
export type ExpectedAlert = Static<typeof Alert>;

/** The alerts of a rule that are firing at a time, as promtool would compare them. @throws NotInSubset */
export function firing(
  rule: AlertRule,
  group: RuleTestGroup,
  evalTime: string,
  { evaluationInterval, ranges }: { readonly evaluationInterval: string; readonly ranges: Ranges },
): ExpectedAlert[] {
  const expression = parsePromql(rule.expr);
  const series: Series[] = group.input_series.map((line) =>
    readSeries(line.series, line.values, durationS(group.interval)),
  );
  const forS = rule.for === undefined ? 0 : durationS(rule.for);
  let active = new Map<string, { readonly since: number; readonly element: Element }>();
  let at = 0;
  for (; at <= durationS(evalTime); at += durationS(evaluationInterval)) {
    const before = active;
    active = new Map();
    for (const element of evaluate(expression, { series, at, ranges })) {
      const key = JSON.stringify(nameless(element.labels));
      active.set(key, { since: before.get(key)?.since ?? at, element });
    }
  }
  const lastAt = at - durationS(evaluationInterval);
  return [...active.values()]
    .filter(({ since }) => lastAt - since >= forS)
    .map(({ element }) => ({
      exp_labels: { ...nameless(element.labels), ...rule.labels },
      exp_annotations: Object.fromEntries(
        Object.entries(rule.annotations).map(([name, text]) => [name, fillIn(text, element)]),
      ),
    }));
}

import { readFile } from 'node:fs/promises';
import Type from 'typebox';
import Value from 'typebox/value';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { evaluate } from './promql-evaluate.ts';
import { parseExpression } from './promql-parse.ts';
import { firing, type Rule, seconds, seriesOf } from './rule-tests.ts';

const Words = Type.Record(Type.String(), Type.String());
const RuleTests = Type.Object({
  rule_files: Type.Array(Type.Literal('prometheus-rules.yml')),
  evaluation_interval: Type.Literal('1m'),
  tests: Type.Array(
    Type.Object({
      name: Type.String(),
      interval: Type.Literal('1m'),
      input_series: Type.Array(Type.Object({ series: Type.String(), values: Type.String() })),
      alert_rule_test: Type.Array(
        Type.Object({
          eval_time: Type.String(),
          alertname: Type.String(),
          exp_alerts: Type.Array(Type.Object({ exp_labels: Words, exp_annotations: Words })),
        }),
      ),
    }),
  ),
});
const Rules = Type.Object({ groups: Type.Array(Type.Object({ rules: Type.Array(Type.Unsafe<Rule>({})) })) });

const ops = async (file: string) => parse(await readFile(new URL(`../../ops/${file}`, import.meta.url), 'utf8'));
const rules = Value.Parse(Rules, await ops('prometheus-rules.yml')).groups.flatMap((group) => group.rules);
const { tests } = Value.Parse(RuleTests, await ops('prometheus-rules.test.yml'));
const STEP_S = 60;

const checks = tests.flatMap(({ name, input_series, alert_rule_test }) =>
  alert_rule_test.map(({ eval_time, alertname, exp_alerts }) => ({
    title: `${name}: ${alertname} at ${eval_time}`,
    alertname,
    exp_alerts,
    atS: seconds(eval_time),
    series: input_series.map(seriesOf),
  })),
);

test.each(checks)('$title', ({ alertname, exp_alerts, atS, series }) => {
  const rule = rules.find(({ alert }) => alert === alertname);
  expect(rule).toBeDefined();
  expect(rule === undefined ? [] : firing(rule, series, atS, STEP_S)).toEqual(exp_alerts);
});

test('each rule has a test in which it fires and one in which it keeps still', () => {
  const named = (fires: boolean) =>
    new Set(checks.filter(({ exp_alerts }) => exp_alerts.length > 0 === fires).map(({ alertname }) => alertname));
  const alerts = rules.map(({ alert }) => alert).sort();
  expect([...named(true)].sort()).toEqual(alerts);
  expect([...named(false)].sort()).toEqual(alerts);
});

test.each([
  'avg(x)',
  'x offset 5m',
  'x + 1',
  'rate(x[5m])[10m:1m]',
  'quantile(0.9, x)',
  'x or y',
  'sum without (a) (x)',
])('the evaluator refuses what it does not know: %s', (expression) => {
  expect(() => parseExpression(expression)).toThrow(SyntaxError);
});

test('an increase is extrapolated to its range as Prometheus does, over a restart too', () => {
  const of = (values: string, expression: string, atS = 600) =>
    evaluate(expression, [seriesOf({ series: 'x{a="b"}', values })], atS, STEP_S);
  expect(of('0+10x20', 'increase(x[10m])')).toEqual([{ labels: { a: 'b' }, value: 100 }]);
  expect(of('0+60x20', 'rate(x[5m])')).toEqual([{ labels: { a: 'b' }, value: 1 }]);
  expect(of('50+10x4 0+10x20', 'increase(x[10m])')[0]?.value).toBeCloseTo((80 / 9) * 10);
  expect(of('0x9 1x5', 'increase(x[1m])')).toEqual([]);
});

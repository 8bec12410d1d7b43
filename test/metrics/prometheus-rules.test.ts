import Value from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { firing, RuleTests } from '../support/metrics/promql/rule-tests.ts';
import { readOps, readRules } from '../support/metrics/rules.ts';

const rules = await readRules();
const file: unknown = parse(await readOps('prometheus-rules.test.yml'));
if (!Value.Check(RuleTests, file)) throw new TypeError(JSON.stringify(Value.Errors(RuleTests, file)));
const { tests, rule_files: ruleFiles, evaluation_interval: evaluationInterval } = file;

// A range of Prometheus 2 took in the sample at its beginning, one of Prometheus 3 does not.
describe.each(['left-open', 'closed'] as const)('with ranges that are %s', (ranges) => {
  describe.each(tests)('$name:', (group) => {
    test.each(group.alert_rule_test)('$alertname after $eval_time', (expected) => {
      const rule = rules.find(({ alert }) => alert === expected.alertname);
      if (rule === undefined) throw new TypeError(`There is no rule ${expected.alertname}`);
      const options = { evaluationInterval, ranges };
      expect(firing(rule, group, expected.eval_time, options)).toEqual(expected.exp_alerts);
    });
  });
});

test('each rule has a case in which it fires and a case in which it is still throughout', () => {
  expect(ruleFiles).toEqual(['prometheus-rules.yml']);
  const cases = tests.flatMap((group) => group.alert_rule_test.map((it) => ({ ...it, group: group.name })));
  const firings = new Map(rules.map(({ alert }) => [alert, cases.filter((it) => it.alertname === alert)]));
  for (const [alert, its] of firings) {
    const loud = new Set(its.filter((it) => it.exp_alerts.length > 0).map(({ group }) => group));
    const still = its.filter((it) => !loud.has(it.group));
    expect([alert, loud.size > 0, still.length > 0]).toEqual([alert, true, true]);
  }
});

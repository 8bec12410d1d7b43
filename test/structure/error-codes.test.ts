import { expect, test } from 'vitest';
import { ALERT_TYPES } from '../../src/domain/alerts.ts';
import { ERROR_CLASSES } from '../../src/domain/errors.ts';
import { EVENT_STATUSES } from '../../src/domain/events/status.ts';
import { readErrorCodes } from '../support/error-codes.ts';
import { projectText } from '../support/source-files.ts';

/** What codes go on with that are put together of two parts. */
const GO_ON_WITH: Readonly<Record<string, readonly string[]>> = {
  event_: [...EVENT_STATUSES, 'unwarned'],
  replay_: ['finished', 'cancelled'],
};

interface Row {
  readonly code: string;
  /** Its cell of classes and statuses. */
  readonly kinds: string;
  readonly advice: string;
}

const PAGE = await projectText('docs/errors.md');
const SOURCE = await readErrorCodes();
const ROWS: readonly Row[] = [...PAGE.matchAll(/^\| `([a-z_]+)` \| ([^|\n]+) \| [^|\n]+ \| ([^|\n]+) \|$/gm)].map(
  ([, code = '', kinds = '', advice = '']) => ({ code, kinds, advice }),
);

test('docs/errors.md has every code of the source, each once, and none that is gone', () => {
  expect([...SOURCE.beginnings].sort()).toEqual(Object.keys(GO_ON_WITH).sort());
  const together = Object.entries(GO_ON_WITH).flatMap(([beginning, ends]) => ends.map((end) => beginning + end));
  const known = new Set([...SOURCE.codes.keys(), ...together]);
  expect(known.size).toBeGreaterThan(100);
  expect(ROWS.map(({ code }) => code).sort()).toEqual([...known].sort());
});

test('docs/errors.md says of each code the class and the HTTP status that the source gives it', () => {
  const wrong = ROWS.filter(({ code, kinds }) => {
    const { classes, statuses } = SOURCE.codes.get(code) ?? { classes: new Set(), statuses: new Set() };
    const told = ERROR_CLASSES.filter((each) => kinds.includes(`\`${each}\``));
    const numbers = [...kinds.matchAll(/\b\d{3}\b/g)].map(Number);
    const isOfItsClass = classes.size === 0 || told.every((each) => classes.has(each));
    return told.length + numbers.length === 0 || !isOfItsClass || [...statuses].some((each) => !numbers.includes(each));
  });
  expect(wrong).toEqual([]);
});

test('docs/errors.md says of each code and alert what to do, in a sentence', () => {
  const alerts = [...PAGE.matchAll(/^\| `alert\.[a-z_]+` \| [^|\n]+ \| ([^|\n]+) \|$/gm)].map(
    ([, advice = '']) => advice,
  );
  const advices = [...ROWS.map(({ advice }) => advice), ...alerts];
  expect(advices.filter((advice) => !/^\S.*[.?]$/.test(advice))).toEqual([]);
});

test('docs/errors.md and docs/operations.md have every alert, and none that is gone', async () => {
  for (const page of [PAGE, await projectText('docs/operations.md')]) {
    const alerts = [...page.matchAll(/^\| `(alert\.[a-z_]+)` \|/gm)].map(([, alert]) => alert);
    expect(alerts.sort()).toEqual([...ALERT_TYPES].sort());
  }
});

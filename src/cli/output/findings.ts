import type { Finding, Severity } from '../../doctor/finding.ts';
import { plain } from './plain.ts';
import type { Colour, Paint } from './style.ts';

const MARKS: Readonly<Record<Severity, readonly [colour: Colour, mark: string]>> = {
  ok: ['green', 'ok     '],
  warning: ['yellow', 'warning'],
  error: ['red', 'ERROR  '],
};

/** Findings under their topics, with what to do about each, and a sum. */
export function findingsReport(paint: Paint, findings: readonly Finding[]): string {
  const topics = Map.groupBy(findings, ({ topic }) => topic);
  const blocks = [...topics].map(([topic, members]) =>
    [paint('bold', topic), ...members.map(line(paint)), ''].join('\n'),
  );
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  const errors = count('error');
  const sum = `${errors} error${errors === 1 ? '' : 's'}, ${count('warning')} to look at, ${count('ok')} all right`;
  return [...blocks, paint(errors === 0 ? 'green' : 'red', sum)].join('\n');
}

function line(paint: Paint): (finding: Finding) => string {
  return ({ severity, what, advice }) => {
    const [colour, mark] = MARKS[severity];
    const advised = advice === null ? '' : `\n${' '.repeat(11)}→ ${plain(advice)}`;
    return `  ${paint(colour, mark)}  ${plain(what)}${advised}`;
  };
}

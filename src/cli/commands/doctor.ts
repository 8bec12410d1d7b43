import { pino } from 'pino';
import { loadConfig } from '../../config/load-config.ts';
import { examine } from '../../doctor/doctor.ts';
import type { Finding, Severity } from '../../doctor/finding.ts';
import type { CliCommand } from '../command.ts';
import type { Invocation } from '../invocation.ts';
import { type Colour, type Paint, plain, write } from '../output/screen.ts';
import type { ExitCode } from '../terminal.ts';

const MARKS: Readonly<Record<Severity, readonly [colour: Colour, mark: string]>> = {
  ok: ['green', 'ok     '],
  warning: ['yellow', 'warning'],
  error: ['red', 'ERROR  '],
};

/** `doctor`: what is wrong with the set-up. */
export function addDoctorCommand(program: CliCommand): void {
  program
    .command('doctor')
    .description(
      'Looks whether configuration, database, CRM and connected shops are as tillbridge needs them; writes nothing to them',
    )
    .addHelpText('after', '\nExit code 1: at least one error was found. It needs no running service.')
    .carriedOutBy(examineSetUp);
}

async function examineSetUp(invocation: Invocation): Promise<ExitCode> {
  const { env, now } = invocation.terminal;
  const findings = await examine(() => loadConfig(env), {
    now: () => now().getTime(),
    log: pino({ level: 'silent' }),
  });
  write(invocation, JSON.stringify(findings, null, 2), ({ paint }) => findingsReport(paint, findings));
  return findings.some(({ severity }) => severity === 'error') ? 1 : 0;
}

/** Findings under their topics, with what to do about each, and a sum. */
function findingsReport(paint: Paint, findings: readonly Finding[]): string {
  const topics = Map.groupBy(findings, ({ topic }) => topic);
  const blocks = [...topics].map(([topic, members]) =>
    [paint('bold', topic), ...members.map(findingLine(paint)), ''].join('\n'),
  );
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  const errors = count('error');
  const sum = `${errors} error${errors === 1 ? '' : 's'}, ${count('warning')} to look at, ${count('ok')} all right`;
  return [...blocks, paint(errors === 0 ? 'green' : 'red', sum)].join('\n');
}

function findingLine(paint: Paint): (finding: Finding) => string {
  return ({ severity, what, advice }) => {
    const [colour, mark] = MARKS[severity];
    const advised = advice === null ? '' : `\n${' '.repeat(11)}→ ${plain(advice)}`;
    return `  ${paint(colour, mark)}  ${plain(what)}${advised}`;
  };
}

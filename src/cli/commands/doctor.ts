import { pino } from 'pino';
import { loadConfig } from '../../config/load-config.ts';
import { examine } from '../../doctor/doctor.ts';
import type { Command } from '../command.ts';
import { findingsReport } from '../output/findings.ts';
import { write } from '../output/write.ts';

export const doctor: Command = {
  name: 'doctor',
  summary: 'Looks whether configuration, database and CRM are as tillbridge needs them; writes nothing to the CRM',
  notes: ['Exit code 1: at least one error was found. It needs no running service.'],
  async run(call) {
    const { env, now } = call.terminal;
    const findings = await examine(() => loadConfig(env), {
      now: () => now().getTime(),
      log: pino({ level: 'silent' }),
    });
    write(call, JSON.stringify(findings, null, 2), ({ paint }) => findingsReport(paint, findings));
    return findings.some(({ severity }) => severity === 'error') ? 1 : 0;
  },
};

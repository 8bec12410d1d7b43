import type { Config } from '../config/config.ts';
import { ConfigError } from '../config/config-error.ts';
import { examineConfiguration } from './configuration.ts';
import { examineDatabase } from './database.ts';
import { type Finding, topic } from './finding.ts';
import { examineIkcrm } from './ikcrm.ts';
import type { DoctorSurroundings, Section } from './section.ts';
import { examineShops } from './shops/section.ts';
import { examineSuiteCrm } from './suitecrm/section.ts';

/** Everything that is looked at, in the order of the report: a CRM has a section of its own. */
const SECTIONS: readonly Section[] = [
  examineConfiguration,
  examineDatabase,
  examineSuiteCrm,
  examineIkcrm,
  examineShops,
];

/**
 * Looks at the whole set-up before the first event does: configuration, database, what the CRMs must hold for our calls, and the
 * shops that are connected directly. Nothing is written to a CRM, a shop or the database. A configuration that cannot be used is named with all of its problems, and ends it.
 */
export async function examine(readConfig: () => Config, surroundings: DoctorSurroundings): Promise<Finding[]> {
  let config: Config;
  try {
    config = readConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const advice = 'Correct it in the environment, in .env or in the named file';
    return error.problems.map((problem) => topic('configuration').error(problem, advice));
  }
  const findings: Finding[] = [];
  for (const section of SECTIONS) findings.push(...(await section(config, surroundings)));
  return findings;
}

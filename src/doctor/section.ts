import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import type { Finding } from './finding.ts';

/** What the doctor takes from its surroundings. */
export interface DoctorSurroundings {
  /** Wall clock, Unix time in milliseconds. */
  readonly now: () => number;
  readonly log: Logger;
}

/** Looks at one part of the set-up. Changes nothing anywhere; whatever is wrong becomes a finding. */
export type Section = (config: Config, surroundings: DoctorSurroundings) => Promise<readonly Finding[]>;

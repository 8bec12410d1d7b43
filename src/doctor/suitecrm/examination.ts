import type { SuiteCrmConfig, SuiteCrmUnit } from '../../config/config.ts';
import { CrmError } from '../../crm/errors.ts';
import type { Shop } from '../../shops/shop.ts';
import type { Finding, Topic } from '../finding.ts';
import type { CheckedRecord, CrmReader } from './crm-reader.ts';

/** What the checks of one SuiteCRM share. */
export interface Examination {
  readonly config: SuiteCrmConfig;
  readonly units: readonly SuiteCrmUnit[];
  /** The connected shops of these units. */
  readonly shops: readonly Shop[];
  readonly crm: CrmReader;
  /** Any record of a module, null where the API user sees none; each module is asked once. */
  sample(module: string): Promise<CheckedRecord | null>;
}

/** One thing to look at in a SuiteCRM that lets us in. */
export type Check = (examination: Examination) => Promise<readonly Finding[]>;

export function createExamination(options: Omit<Examination, 'sample'>): Examination {
  const samples = new Map<string, Promise<CheckedRecord | null>>();
  const ask = async (module: string) => (await options.crm.list(module, 1))[0] ?? null;
  return {
    ...options,
    sample(module) {
      const sample = samples.get(module) ?? ask(module);
      samples.set(module, sample);
      return sample;
    },
  };
}

/** What `look` finds; a call that the CRM does not answer as it should becomes a finding itself. */
export async function orRefusal(topic: Topic, look: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    return [topic.error(error.message, 'Mend what the message names, then run the doctor again')];
  }
}

import type { CallContext } from '../call.ts';
import { CrmError } from '../errors.ts';
import type { SuiteCrm } from './types.ts';

/** Whether the CRM shows a record; a look that fails counts as no. */
export async function isShown(crm: SuiteCrm, module: string, id: string, context: CallContext): Promise<boolean> {
  try {
    return (await crm.find(module, id, context)) !== null;
  } catch (error) {
    if (error instanceof CrmError) return false;
    throw error;
  }
}

import { CrmError, ServerFailure } from '../../crm/errors.ts';
import { type Finding, topic } from '../finding.ts';
import type { CrmReader } from './crm-reader.ts';

const USER = topic('SuiteCRM API user');

/**
 * Whom the token stands for, and whether that user may write. Rights cannot be asked for, and to try them would leave
 * records behind: only of an administrator it is known that it may.
 */
export async function checkApiUser(crm: CrmReader): Promise<Finding[]> {
  try {
    const { id, attributes } = await crm.currentUser();
    const name = `${attributes.user_name ?? ''} (${id})`;
    if (attributes.is_admin === '1') return [USER.ok(`${name}, an administrator: may view and edit everything`)];
    const what = `${name} is no administrator: whether its role may edit cannot be seen without writing`;
    const advice = 'Give its role the right to list, view and edit every module named below, and try one order';
    return [USER.warning(what, advice)];
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    if (error instanceof ServerFailure && error.detail === 'Not Authorized') {
      const what = 'The CRM refuses every call of the API user: its employee status is not Active';
      return [USER.error(what, 'Set Employee Status of the user to Active in Admin > User Management')];
    }
    return [
      USER.warning(`The CRM does not tell who the API user is: ${error.message}`, 'Look it up at the OAuth2 client'),
    ];
  }
}

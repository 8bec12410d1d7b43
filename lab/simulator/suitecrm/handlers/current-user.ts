import { success } from '../answer.ts';
import { apiUser } from '../save/row.ts';
import type { Handler } from './handler.ts';

const fields = (
  'id user_name system_generated_password pwd_last_changed authenticate_id sugar_login first_name last_name ' +
  'full_name name is_admin external_auth_only receive_notifications description date_entered date_modified ' +
  'modified_user_id modified_by_name created_by created_by_name title photo department phone_home phone_mobile ' +
  'phone_work phone_other phone_fax status address_street address_city address_state address_country ' +
  'address_postalcode UserType deleted portal_only show_on_employees employee_status messenger_id ' +
  'messenger_type calls meetings contacts_sync reports_to_id reports_to_name reports_to_link reportees email1 ' +
  'email_addresses email_addresses_primary email_link_type editor_type aclroles is_group c_accept_status_fields ' +
  'm_accept_status_fields accept_status_id accept_status_name prospect_lists emails_users eapm oauth_tokens ' +
  'project_resource project_users_1 am_projecttemplates_resources am_projecttemplates_users_1 SecurityGroups ' +
  'securitygroup_noninher_fields securitygroup_noninherit_id securitygroup_noninheritable ' +
  'securitygroup_primary_group factor_auth factor_auth_interface'
).split(' ');

const links: Readonly<Record<string, string>> = {
  AM_ProjectTemplates: 'am_projecttemplates_users_1',
  EmailAddress: 'email_addresses',
  Emails: 'emails_users',
  OAuthTokens: 'oauth_tokens',
  Project: 'project_users_1',
  ProspectLists: 'prospect_lists',
  SecurityGroups: 'SecurityGroups',
};

const administrator: Readonly<Record<string, unknown>> = {
  id: '1',
  user_name: 'admin',
  system_generated_password: '0',
  sugar_login: '1',
  last_name: 'Administrator',
  full_name: 'Administrator',
  name: 'Administrator',
  is_admin: '1',
  external_auth_only: '0',
  receive_notifications: '1',
  date_entered: '11/21/2026 21:47',
  date_modified: '11/21/2026 21:47',
  modified_user_id: '1',
  modified_by_name: 'Administrator',
  created_by: '1',
  created_by_name: 'Administrator',
  title: 'Administrator',
  status: 'Active',
  deleted: '0',
  portal_only: '0',
  show_on_employees: '1',
  employee_status: 'Active',
  reports_to_link: {},
  is_group: '0',
};

/** GET /current-user: the administrator behind every token, or what was made of that user. Unlike records, dates are in the user's own format. */
export const readCurrentUser: Handler = (_call, _parameters, crm) => () => {
  const { user_name, is_admin } = crm.store.table('Users').find(apiUser)?.values ?? {};
  const user = { ...administrator, ...(user_name && { user_name }), ...(is_admin && { is_admin }) };
  const attributes = Object.fromEntries(
    fields.map((name) => [name, Object.entries(user).find(([key]) => key === name)?.[1] ?? '']),
  );
  const relationships = Object.fromEntries(
    Object.entries(links).map(([target, link]) => [
      target,
      { links: { related: `V8/current-user/relationships/${link}` } },
    ]),
  );
  return success(200, { data: { type: 'User', id: '1', attributes, relationships } }, crm.options.clock());
};

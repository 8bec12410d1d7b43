/** Modules that are only looked up or related, never written. */
export const PROMOTIONS = 'OWL_Promotions';
export const SECURITY_GROUPS = 'SecurityGroups';
export const PROSPECT_LISTS = 'ProspectLists';

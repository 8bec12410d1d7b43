import { EMAIL_ADDRESSES } from './modules/email-addresses.ts';

/**
 * Where people see a record in SuiteCRM 7, and in the part of 8 that is 7: its detail view. `url`: SUITECRM_URL. Null for a record that has none: an
 * address, and the base currency, which is no record.
 */
export function suiteCrmRecordUrl(url: string, module: string, id: string): string | null {
  if (module === EMAIL_ADDRESSES || id === '-99') return null;
  const query = new URLSearchParams({ module, action: 'DetailView', record: id });
  return `${url.replace(/\/+$/, '')}/index.php?${query}`;
}

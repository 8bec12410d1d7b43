import { suiteCrmRecordUrl } from '../crm/suitecrm/record-url.ts';

/** Where people see a record of a CRM in their browser; null where that is not known, or it has no page. */
export type RecordUrls = (crm: string, module: string, crmId: string) => string | null;

/** The pages of the CRMs that are in use. `suitecrmUrl`: SUITECRM_URL; null = not in use. */
export function recordUrls({ suitecrmUrl }: { readonly suitecrmUrl: string | null }): RecordUrls {
  return (crm, module, crmId) =>
    crm === 'suitecrm' && suitecrmUrl !== null ? suiteCrmRecordUrl(suitecrmUrl, module, crmId) : null;
}

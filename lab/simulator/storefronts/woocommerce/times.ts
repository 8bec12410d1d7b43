import type { WooStoreSettings } from './settings.ts';

const HOUR_MS = 3_600_000;

/** An instant as a `…_gmt` field has it: UTC to the second, and not saying so. */
export function gmtText(at: Date): string {
  return at.toISOString().slice(0, 19);
}

/** The same by the clock of the site. */
export function localText(at: Date, { utcOffset }: Pick<WooStoreSettings, 'utcOffset'>): string {
  return gmtText(new Date(at.getTime() + utcOffset * HOUR_MS));
}

/**
 * What a date of a query is compared as. WordPress takes one without an offset as it stands, and turns one with an offset into the site's own
 * time, whichever column that is compared with (`WP_Date_Query::build_mysql_datetime`). Null for what is no date.
 */
export function queriedText(text: string, settings: Pick<WooStoreSettings, 'utcOffset'>): string | null {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return `${text}T00:00:00`;
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text)) return text;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? null : localText(at, settings);
}

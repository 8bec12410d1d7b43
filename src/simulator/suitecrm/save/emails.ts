import type { Crm } from '../crm.ts';

const addressFormat =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z0-9-]*[A-Za-z][A-Za-z0-9-]*$/;

/** An address as sent; undefined where SuiteCRM drops it in silence (invalid, padded with spaces, not ASCII). */
function accepted(value: unknown): string | undefined {
  return typeof value === 'string' && addressFormat.test(value) ? value : undefined;
}

/**
 * Plans the e-mail rows of a save of a person and returns the writing of them. Whether the record has an address is
 * looked up now, not when writing: two saves side by side both find none and leave the link twice. A record that
 * has an address keeps it whatever is sent (since 7.12.4).
 */
export function planEmails(
  crm: Crm,
  module: string,
  id: string,
  attributes: Readonly<Record<string, unknown>>,
): () => void {
  const primary = accepted(attributes.email1);
  const second = accepted(attributes.email2);
  const nothing = () => undefined;
  if ((primary === undefined && second === undefined) || crm.store.emails.ofRecord(module, id).length > 0) {
    return nothing;
  }
  const flags = { ...flag('invalid', attributes.invalid_email), ...flag('optOut', attributes.email_opt_out) };
  return () => {
    if (primary !== undefined) {
      crm.store.emails.link(module, id, primary, true, flags);
    }
    if (second !== undefined && second !== primary) {
      crm.store.emails.link(module, id, second, false);
    }
  };
}

function flag(name: 'invalid' | 'optOut', value: unknown): Partial<Record<'invalid' | 'optOut', boolean>> {
  return value === undefined || value === null ? {} : { [name]: value === '1' || value === 1 || value === true };
}

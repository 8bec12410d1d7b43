import type { Crm } from '../crm.ts';

const localPart = /^[\w.'+&#!$*=?^`{}~/-]+$/;
const host = /^\w([\w.-]*\w)?\.[\w-]{2,}$/;
const ipAddress = /^\d{1,3}(\.\d{1,3}){3}$/;

/**
 * An address as sent; undefined where SuiteCRM drops it in silence: padded with spaces, not ASCII, with `%` or `|`, with a
 * last label of one character. Dots may stand anywhere.
 */
function accepted(value: unknown): string | undefined {
  const [local = '', domain = '', ...more] = typeof value === 'string' ? value.split('@') : [];
  const valid = more.length === 0 && localPart.test(local) && (host.test(domain) || ipAddress.test(domain));
  return valid ? String(value) : undefined;
}

/**
 * Plans the e-mail rows of a save of a person and returns the writing of them. Whether the record has an address is
 * looked up now, not when writing: two saves side by side both find none and leave the link twice. A record that
 * has an address keeps it, and its flags, whatever is sent (since 7.12.4); but its links are written again.
 */
export function planEmails(
  crm: Crm,
  module: string,
  id: string,
  attributes: Readonly<Record<string, unknown>>,
): () => void {
  const primary = accepted(attributes.email1);
  const second = accepted(attributes.email2);
  const hasAddress = crm.store.emails.ofRecord(module, id).length > 0;
  if (hasAddress || (primary === undefined && second === undefined)) {
    return () => crm.store.emails.rewrite(module, id);
  }
  const flags = { ...flag('invalid', attributes.invalid_email), ...flag('optOut', attributes.email_opt_out) };
  return () => {
    if (primary !== undefined) {
      crm.store.emails.link(module, id, primary, true, crm.now(), flags);
    }
    if (second !== undefined && second !== primary) {
      crm.store.emails.link(module, id, second, false, crm.now());
    }
  };
}

function flag(name: 'invalid' | 'optOut', value: unknown): Partial<Record<'invalid' | 'optOut', boolean>> {
  return value === undefined || value === null ? {} : { [name]: value === '1' || value === 1 || value === true };
}

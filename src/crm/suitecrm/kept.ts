import { Decimal } from '../../domain/money.ts';
import { isPlainNumber } from '../../domain/plain-number.ts';
import { ofLabel, ofMoney, type Warning } from '../../domain/warning.ts';
import type { Attributes, AttributeValue, CrmRecord } from './types.ts';

/** A value that the CRM did not keep as it was sent. `sent` and `kept` may be personal data: not for logs. */
export interface Loss {
  readonly field: string;
  readonly sent: string;
  readonly kept: string;
}

// Recomputed from the base amount, or never read back.
const NOT_COMPARED = /_usdollar$|^file_url$/;
const EMAIL = /^email\d?$/;
// Float columns: 25.0330 reads back as 25.03300095.
const COORDINATE = /^jjwg_maps_(lat|lng)(_c)?$/;
const STREET_PART = /^(.+_street)_[23]$/;
const DATE_TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;
// decimal(26,6) columns.
const AMOUNT_TOLERANCE = '0.000001';
const COORDINATE_TOLERANCE = '0.0001';

/**
 * What got lost between a create and its answer. SuiteCRM 7.14 says 201 and in silence drops an invalid e-mail address
 * or date, cuts long texts, and takes HTML out. Fields that were sent empty, or that the answer lacks, are not compared.
 */
export function notKept(sent: Attributes, kept: CrmRecord): readonly Loss[] {
  const before = joinStreets(sent);
  const after = joinStreets(kept.attributes);
  const losses: Loss[] = [];
  for (const [field, value] of before) {
    const found = after.get(field);
    if (NOT_COMPARED.test(field) || value === '' || found === undefined || isSame(field, value, found)) continue;
    losses.push({ field, sent: value, kept: found });
  }
  return losses;
}

// What is counted and not only described: every other field of an invoice and its parts, and of a product, is text.
const COUNTED =
  /^(total_amt|discount$|discount_amount|subtotal_|tax_amount|total_amount|status$|invoice_date$|shipping_(amount|tax)|product_(qty|cost_price|list_price|discount|unit_price|total_price)|vat|cost$|price$|currency_id$)/;

/** A warning about one loss: the field and what happened to it, never a value. */
export function describeLoss(module: string, loss: Loss): Warning {
  const text = sentence(module, loss);
  return COUNTED.test(loss.field) ? ofMoney(text) : ofLabel(text);
}

function sentence(module: string, { field, sent, kept }: Loss): string {
  if (kept === '') return `${module}: ${field} was dropped by the CRM`;
  if (sent.startsWith(kept)) return `${module}: ${field} was cut to ${lengthOf(kept)} characters by the CRM`;
  return `${module}: ${field} was changed by the CRM`;
}

/** As people count: a surrogate pair is one. */
function lengthOf(text: string): number {
  let length = 0;
  for (let at = 0; at < text.length; at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) length += 1;
  return length;
}

/** The texts by field. The CRM appends the second and third line of a street to the first, so they are compared as one. */
function joinStreets(attributes: Attributes): ReadonlyMap<string, string> {
  const texts = new Map(Object.entries(attributes).map(([field, value]) => [field, toText(value)]));
  for (const field of [...texts.keys()].sort()) {
    const street = STREET_PART.exec(field)?.[1];
    if (street === undefined) continue;
    const lines = [texts.get(street) ?? '', texts.get(field) ?? ''].filter((line) => line !== '');
    texts.set(street, lines.join('\n'));
    texts.delete(field);
  }
  return texts;
}

function toText(value: AttributeValue): string {
  return (typeof value === 'string' ? value : value.number).replaceAll('\r\n', '\n').trim();
}

function isSame(field: string, sent: string, kept: string): boolean {
  if (sent === kept) return true;
  // A zero and a false may read back as nothing.
  if (kept === '') return isAmount(sent) && new Decimal(sent).isZero();
  if (EMAIL.test(field)) return sent.toLowerCase() === kept.toLowerCase();
  // The answer has T, no seconds that count, and an offset that means nothing.
  if (DATE_TIME.test(sent)) return kept.replace(' ', 'T').startsWith(sent.slice(0, 16).replace(' ', 'T'));
  if (!isAmount(sent) || !isAmount(kept)) return false;
  const difference = new Decimal(sent).minus(kept).abs();
  const tolerance = COORDINATE.test(field) ? new Decimal(sent).abs().times(COORDINATE_TOLERANCE) : AMOUNT_TOLERANCE;
  return difference.lte(tolerance);
}

// A zero in front makes a postal code or a telephone number, which is no other for it.
function isAmount(text: string): boolean {
  return isPlainNumber(text) && !/^-?0\d/.test(text);
}

import { hash } from 'node:crypto';
import { canonicalJson } from '../canonical-json.ts';
import { readExactInstant } from '../dates.ts';
import { type Fault, MAX_FAULTS } from '../faults.ts';
import { findUnstorableText } from '../unstorable-text.ts';
import { ofLabel, ofMoney, type Warning } from '../warning.ts';
import { type CrmName, todaysReading, type Understood } from './event-type.ts';
import { eventType, type ShopEvent, type ShopEventType } from './event-types.ts';

/** What intake knows of the business units: which CRM each one lives in, and whether that CRM is not in use. */
export type KnownUnits = ReadonlyMap<string, { readonly crm: CrmName; readonly switchedOff?: boolean }>;

/** An event that may be taken in, or what is wrong with it. */
export type ReadEvent =
  | {
      readonly ok: true;
      readonly event: ShopEvent;
      readonly crm: CrmName;
      /** By which of its type's readings it was understood, from 1. */
      readonly reading: number;
      /** Of the canonical `data`: equal for two webhooks that are the same JSON in another spelling. */
      readonly contentSha256: Uint8Array;
      /** What was not taken as it was sent, each as a sentence. */
      readonly warnings: readonly Warning[];
    }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/**
 * Validates a webhook's JSON, as `readJson` gives it, for the type that its route takes, and reads it with exact amounts.
 * Names all faults at once, at most 50; only what depends on a sound document, such as totals, waits for one.
 */
export function readShopEvent(type: ShopEventType, json: unknown, units: KnownUnits): ReadEvent {
  const known = eventType(type);
  const result = todaysReading(known).judge(json);
  const { document } = result;
  const unit = findUnit(type, member(member(document, 'data'), 'business_unit'), units);
  const faults = [
    ...findUnstorableText(document),
    ...('faults' in result ? result.faults : []),
    ...('faults' in unit ? unit.faults : []),
  ];
  if (faults.length > 0 || 'faults' in result || 'faults' in unit) {
    return { ok: false, faults: foremost(faults, document) };
  }
  return {
    ok: true,
    event: result.event,
    crm: unit.crm,
    reading: known.readings.length,
    contentSha256: sha256(canonicalJson(member(json, 'data'))),
    warnings: sentences(result),
  };
}

/**
 * An event as it was understood when it was taken in: by the reading of that time, whatever is refused today, and whatever became of its
 * business unit. Null where there is no such reading (any more), or it would never have taken this.
 */
export function rereadShopEvent(
  type: ShopEventType,
  json: unknown,
  reading: number,
): { readonly event: ShopEvent; readonly warnings: readonly Warning[] } | null {
  const understood = eventType(type).readings[reading - 1]?.understand(json) ?? null;
  return understood === null ? null : { event: understood.event, warnings: sentences(understood) };
}

/** The `timestamp` of a webhook's JSON, as `readExactInstant` gives it: when the shop says that it was so. Null without one. */
export function timestampOf(json: unknown): string | null {
  const timestamp = member(json, 'timestamp');
  return typeof timestamp === 'string' ? readExactInstant(timestamp.trim()) : null;
}

function sentences({ warnings }: Pick<Understood<ShopEvent>, 'warnings'>): Warning[] {
  return warnings.map(({ path, loss, isMoney }) => (isMoney === true ? ofMoney : ofLabel)(`${path} ${loss}`));
}

function findUnit(type: ShopEventType, name: unknown, units: KnownUnits) {
  const fault = (message: string) => ({ faults: [{ path: '/data/business_unit', message }] });
  // Its absence is the schema's to tell.
  if (typeof name !== 'string') return { faults: [] };
  const unit = units.get(name);
  const quoted = JSON.stringify(name.slice(0, 100));
  if (unit === undefined) return fault(`There is no business unit ${quoted}.`);
  if (unit.switchedOff === true)
    return fault(`The business unit ${quoted} lives in ${unit.crm}, which is not in use here.`);
  if (unit.crm === eventType(type).crm) return { crm: unit.crm };
  return fault(`The business unit ${quoted} lives in ${unit.crm}, which takes no ${type}.`);
}

// Another type than the route's has another shape: every other fault would follow from that.
function foremost(faults: readonly Fault[], document: unknown): readonly Fault[] {
  const wrongType =
    typeof member(document, 'type') === 'string' ? faults.filter((fault) => fault.path === '/type') : [];
  return wrongType.length > 0 ? wrongType : faults.slice(0, MAX_FAULTS);
}

function member(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function sha256(text: string): Uint8Array {
  return hash('sha256', text, 'buffer');
}

import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { isTimeZone } from '../domain/dates.ts';
import { faultsOf } from '../domain/faults.ts';
import type { BusinessUnit } from './config.ts';
import { readJsonFile } from './json-file.ts';

/** What the guides call an invoice that takes another one back. */
const RETURNED = 'Returned';

const Id = Type.Refine(
  Type.String(),
  (id) => /^[A-Za-z0-9_-]{1,36}$/.test(id),
  () => 'Must be an id of 1 to 36 letters, digits, "_" and "-".',
);
const Ids = Type.Array(Id, { uniqueItems: true });
const Words = Type.Refine(
  Type.String(),
  (text) => text.trim() === text && /^[^\p{Cc}]{1,100}$/u.test(text),
  () => 'Must be a text of 1 to 100 characters without spaces around it.',
);
const SALES = new Set<string>(['paid', 'not paid', 'canceled']);
const ReturnStatus = Type.Refine(
  Words,
  // A return that looks like a sale would be taken for the sale of its name.
  (status) => !SALES.has(status.toLowerCase()),
  () => 'Must not be the status of a sale ("Paid", "Not Paid", "Canceled").',
);
const TimeZone = Type.Refine(Type.String(), isTimeZone, () => 'Must be an IANA time zone such as "Asia/Taipei".');

const SuiteCrmUnit = Compile(
  Type.Object(
    {
      crm: Type.Literal('suitecrm'),
      account_id: Id,
      assigned_user_id: Id,
      security_group_ids: Ids,
      prospect_list_ids: Ids,
      time_zone: TimeZone,
      default_category: Type.Optional(Words),
      return_status: Type.Optional(ReturnStatus),
      lead_lookup: Type.Optional(Type.Boolean()),
    },
    { additionalProperties: false },
  ),
);
const IkcrmUnit = Compile(
  Type.Object({ crm: Type.Literal('ikcrm'), time_zone: TimeZone }, { additionalProperties: false }),
);
const AnyUnit = Compile(Type.Object({ crm: Type.Enum(['suitecrm', 'ikcrm']) }));
const Units = Compile(Type.Record(Type.String(), Type.Object({}), { minProperties: 1 }));

/**
 * Reads the file of business units: an object of units by name. Whatever is wrong with it goes to `problems`, with the
 * file's path and a JSON Pointer; a unit with a fault is left out of the result.
 */
export function readBusinessUnits(
  path: string,
  problems: string[],
  readFile: (path: string) => Uint8Array,
): ReadonlyMap<string, BusinessUnit> {
  const document = readJsonFile({ variable: 'BUSINESS_UNITS_FILE', path, problems, readFile });
  if (document === undefined) return new Map();
  if (!Units.Check(document)) {
    problems.push(`${path} must hold a JSON object of business units by name, at least one`);
    return new Map();
  }
  const units = Object.entries(document).map(([name, value]) => readUnit(name, value, path, problems));
  return new Map(units.filter((unit) => unit !== null).map((unit) => [unit.name, unit]));
}

function readUnit(name: string, value: unknown, path: string, problems: string[]): BusinessUnit | null {
  const report = (where: string, what: string) => {
    problems.push(`${path}: business unit ${JSON.stringify(name)}${where} ${what}`);
    return null;
  };
  if (!/^[^\p{Cc}]{1,64}$/u.test(name) || name.trim() !== name) {
    return report('', 'needs a name of 1 to 64 characters without control characters and spaces around it');
  }
  if (SuiteCrmUnit.Check(value)) {
    return {
      name,
      crm: value.crm,
      timeZone: value.time_zone,
      accountId: value.account_id,
      assignedUserId: value.assigned_user_id,
      securityGroupIds: value.security_group_ids,
      prospectListIds: value.prospect_list_ids,
      defaultCategory: value.default_category ?? null,
      returnStatus: value.return_status ?? RETURNED,
      leadLookup: value.lead_lookup ?? true,
    };
  }
  if (IkcrmUnit.Check(value)) return { name, crm: value.crm, timeZone: value.time_zone };
  const validator = !AnyUnit.Check(value) ? AnyUnit : value.crm === 'suitecrm' ? SuiteCrmUnit : IkcrmUnit;
  for (const fault of faultsOf(validator.Errors(value), value)) report(`${` ${fault.path}`.trimEnd()}:`, fault.message);
  return null;
}

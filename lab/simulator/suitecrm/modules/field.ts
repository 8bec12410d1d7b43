import type { Row } from '../store/table.ts';
import type { CrmView } from './crm-view.ts';

/** What the API shows for an attribute: nearly always text; a few link fields show `{}` and some flags `false`. */
export type Shown = string | number | boolean | Readonly<Record<string, never>>;

/** The kinds of column a SuiteCRM vardef knows, as far as the simulated modules use them. */
export type FieldType =
  | 'bool'
  | 'currency'
  | 'date'
  | 'datetime'
  | 'datetimecombo'
  | 'decimal'
  | 'double'
  | 'email'
  | 'enum'
  | 'file'
  | 'float'
  | 'function'
  | 'id'
  | 'image'
  | 'int'
  | 'link'
  | 'multienum'
  | 'name'
  | 'non-db'
  | 'phone'
  | 'relate'
  | 'text'
  | 'url'
  | 'user'
  | 'varchar';

/** One attribute of a module: how its value is stored, cut and shown. */
export interface Field {
  readonly name: string;
  readonly type: FieldType;
  /** `non-db` fields have no column: what a client sends for them is ignored, and filtering by them breaks the query. */
  readonly source: 'db' | 'custom_fields' | 'non-db';
  /** Longest text in characters; longer text is cut in silence. */
  readonly length?: number;
  /** Digits after the point of a decimal, currency or float column. */
  readonly scale?: number;
  /** Largest magnitude a float column can hold. */
  readonly limit?: number;
  readonly default?: string;
  /** An omitted value becomes the day of the save. */
  readonly today?: true;
  /** Computed at reading instead of taken from the column. */
  readonly shows?: (row: Row, crm: CrmView) => Shown;
  /** A create leaves it unset, which is shown as JSON `false`; the first PATCH of the record writes its default. */
  readonly flag?: true;
}

type Extra = Partial<Omit<Field, 'name' | 'type'>>;

const column =
  (type: FieldType, base: Extra = {}) =>
  (name: string, extra: Extra = {}): Field => ({ name, type, source: 'db', ...base, ...extra });

export const text = column('text');
export const phone = column('phone', { length: 100 });
export const enumeration = column('enum', { length: 100 });
export const multiple = column('multienum');
export const bool = column('bool', { default: '0' });
export const date = column('date');
export const datetime = column('datetime');
export const datetimeCombo = column('datetimecombo');
export const int = column('int');
export const reference = column('id', { length: 36 });
export const userReference = column('user', { length: 36 });
export const currency = column('currency', { scale: 6 });
export const decimal = column('decimal');
export const double = column('double');
export const url = column('url', { length: 255 });
export const image = column('image', { length: 255 });
export const float = column('float', { scale: 8, default: '0.00000000' });

const sized =
  (type: FieldType) =>
  (name: string, length = 255, extra: Extra = {}): Field => ({ name, type, source: 'db', length, ...extra });

export const varchar = sized('varchar');
export const nameField = sized('name');

/** The same field kept in the module's `_cstm` table. */
export const custom = (field: Field): Field => ({ ...field, source: 'custom_fields' });

/** A link field: shows empty text. */
export const link = (name: string): Field => ({ name, type: 'link', source: 'non-db' });

/** A one-sided link field: shows `{}`. */
export const bean = (name: string): Field => ({ name, type: 'link', source: 'non-db', shows: () => ({}) });

/** A field without a column that always shows empty text. */
export const virtual = (name: string, type: FieldType = 'non-db'): Field => ({ name, type, source: 'non-db' });

/** The name of another record, found at reading. */
export const relateField = (name: string, shows: (row: Row, crm: CrmView) => Shown = () => ''): Field => ({
  name,
  type: 'relate',
  source: 'non-db',
  shows,
});

/** Shows the name of the record of `module` whose id stands in `column`. */
export const nameIn =
  (module: string, column: string) =>
  (row: Row, crm: CrmView): string => {
    const id = row.values[column];
    return id === undefined || id === '' ? '' : crm.nameOf(module, id);
  };

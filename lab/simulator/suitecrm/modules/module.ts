import type { Row } from '../store/table.ts';
import type { CrmView } from './crm-view.ts';
import { type Field, reference } from './field.ts';

/** Values of one save, by field name, as the columns will hold them. */
export type Values = Record<string, string>;

/** A SuiteCRM module: its fields in the order the API shows them, and what is special about saving it. */
export interface Module {
  readonly name: string;
  /** The bean's object name: what answers carry as `type` and messages name. */
  readonly objectName: string;
  /** The label in the module menu, used by the message of a relationship made by link. */
  readonly label: string;
  /** Singular or short names that the API takes for the module's own. */
  readonly aliases: readonly string[];
  readonly fields: readonly Field[];
  /** Whether the module stands in the menu: only the fields of those are told. Default true. */
  readonly inMenu?: false;
  /** Link shown per related module in `relationships`; null = an empty list instead of an object. */
  readonly links: Readonly<Record<string, string>> | null;
  /** Persons keep their addresses in the e-mail tables, and `name` is put together from its parts. */
  readonly person: boolean;
  /** Fields that filters look up often. */
  readonly indexed: readonly string[];
  /** Last changes before the row is written; `sent` tells which fields the client set. */
  readonly beforeSave?: (values: Values, crm: CrmView, previous: Row | undefined) => void;
}

const idField: Field = reference('id');
const byName = new WeakMap<Module, Map<string, Field>>();

/** The field of a module, `id` included; undefined for a name the module does not know. */
export function fieldOf(module: Module, name: string): Field | undefined {
  let fields = byName.get(module);
  if (fields === undefined) {
    fields = new Map(module.fields.map((field) => [field.name, field]));
    fields.set('id', idField);
    byName.set(module, fields);
  }
  return fields.get(name);
}

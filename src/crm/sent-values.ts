import { isTelling } from './redact.ts';

/** What a call sends, as far as it may be about a person. */
export interface Sent {
  /** JSON. */
  readonly body?: string | null;
  /** The values of a filter. */
  readonly sought?: readonly string[];
}

/** The texts of a call, of its body and its filter, that are long enough to tell something of a person. */
export function sentValues({ body, sought = [] }: Sent): string[] {
  const values = sought.filter(isTelling);
  if (body != null)
    JSON.parse(body, (name, value: unknown) => {
      if (typeof value === 'string' && isTelling(value) && name !== 'type' && name !== 'id') values.push(value);
      return value;
    });
  return values;
}

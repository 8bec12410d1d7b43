/**
 * What a warning is about: an amount that is otherwise in the CRM than the shop has it; a record or a relation that is missing, doubled
 * or another one; or what only describes.
 */
export const WARNING_KINDS = ['money', 'record', 'label'] as const;
export type WarningKind = (typeof WARNING_KINDS)[number];

/** What an event says beside being done: for people to read, and by its kind for alerts. */
export interface Warning {
  readonly kind: WarningKind;
  readonly text: string;
  /** It tells what happened once, which no later run of the event tells again. */
  readonly lasts?: boolean;
}

/** A warning about an amount. */
export function ofMoney(text: string): Warning {
  return { kind: 'money', text };
}

/** A warning about a record or a relation. */
export function ofRecord(text: string): Warning {
  return { kind: 'record', text };
}

/** A warning about what only describes. */
export function ofLabel(text: string): Warning {
  return { kind: 'label', text };
}

/**
 * Text as PostgreSQL can hold it: the character U+0000 and halves of surrogate pairs become U+FFFD. The shop's text is refused at
 * intake where it holds any; a CRM's words may, and must not keep an event from being settled.
 */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '\uFFFD');
}

/** JSON text for a jsonb column, every string in it made storable. */
export function storableJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => (typeof member === 'string' ? storable(member) : member));
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text is an id of ours, or one of SuiteCRM's, whose variants are not those of RFC 9562. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

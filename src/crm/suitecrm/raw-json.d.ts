// In V8 since 11.4 (Node 21); TypeScript's libraries do not know it yet.
interface JSON {
  /** A value that `stringify` writes exactly as `text`, which must be a JSON number, string, boolean or null. */
  rawJSON(text: string): { readonly rawJSON: string };
}

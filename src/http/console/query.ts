/** The members of an address's query that say something; a form sends its empty fields as well. What they mean is for the API to judge. */
export function askedFor(url: string): URLSearchParams {
  const asked = new URLSearchParams();
  const at = url.indexOf('?');
  if (at < 0) return asked;
  for (const [name, value] of new URLSearchParams(url.slice(at + 1))) {
    const said = value.trim();
    if (said !== '') asked.append(name, said);
  }
  return asked;
}

/** The fields of a form that was sent, each once, as text. */
export function formFields(body: unknown): Readonly<Record<string, string>> {
  if (typeof body !== 'object' || body === null) return {};
  const fields = Object.entries(body).map(([name, value]) => {
    const last: unknown = Array.isArray(value) ? value.at(-1) : value;
    return [name, typeof last === 'string' ? last : ''] as const;
  });
  return Object.fromEntries(fields);
}

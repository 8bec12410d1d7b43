/**
 * The schema of a webhook's body with a type for each decimal and id: their own schemas name none, since what they validate is the
 * exact text of a JSON number. One that may be left out may be null as well.
 */
export function withNumberTypes(schema: unknown): unknown {
  const known = readObject(schema);
  if (known === null) return schema;
  const { properties, items } = known;
  return {
    ...known,
    ...(items === undefined ? {} : { items: withNumberTypes(items) }),
    ...(properties === undefined ? {} : { properties: membersOf(properties, known.required) }),
  };
}

function membersOf(properties: unknown, required: unknown): object {
  const needed: readonly unknown[] = Array.isArray(required) ? required : [];
  const members = Object.entries(readObject(properties) ?? {}).map(([name, schema]) => {
    const open = !['type', 'enum', 'anyOf'].some((word) => word in (readObject(schema) ?? {}));
    const type = ['string', 'number', ...(needed.includes(name) ? [] : ['null'])];
    return [name, open ? { type, ...readObject(schema) } : withNumberTypes(schema)];
  });
  return Object.fromEntries(members);
}

function readObject(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null ? { ...value } : null;
}

import { removeSecrets } from '../crm/redact.ts';

const SECRET_NAME = /password|secret|token|authorization|cookie|api[_-]?key/i;

/** A JSON value as ops may see it: members whose name says that they hold a secret are removed, and so are tokens inside of texts. */
export function withoutSecrets(value: unknown): unknown {
  if (typeof value === 'string') return removeSecrets(value);
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [
    name,
    SECRET_NAME.test(name) ? '[removed]' : withoutSecrets(member),
  ]);
  return Object.fromEntries(members);
}

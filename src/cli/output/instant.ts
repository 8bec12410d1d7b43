import { WrongUsage } from '../errors.ts';

const AGO = /^(\d{1,6})([mhd])$/;
const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * An instant as a person gives it, as ISO 8601 in UTC: `2026-01-31`, `2026-01-31T14:05` (both where the machine is), with an
 * offset, or `90m`, `6h`, `2d` ago.
 */
export function readInstant(option: string, text: string | undefined, now: Date): string | undefined {
  if (text === undefined) return undefined;
  const [, count, unit = ''] = AGO.exec(text) ?? [];
  if (count !== undefined) return new Date(now.getTime() - Number(count) * (UNIT_MS[unit] ?? 0)).toISOString();
  // A date alone would be taken for one in UTC.
  const date = new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00` : text);
  if (/^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(date.getTime())) return date.toISOString();
  throw new WrongUsage(`--${option} must be a date, a date with a time, or a while ago such as 6h, not "${text}"`);
}

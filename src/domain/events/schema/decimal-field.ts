import Type from 'typebox';
import { JsonNumber, MAX_NUMBER_LENGTH } from '../../json-number.ts';
import { CRM_SCALE, Decimal, roundTo } from '../../money.ts';

const DECIMAL = /^-?(\d+)(?:\.\d+)?$/;
const MAX_WHOLE_DIGITS = 15;
const NO_DECIMAL = 'Must be a decimal such as "180" or "21.50".';

/** What a decimal may be. Bounds are inclusive unless said otherwise. */
export interface DecimalRule {
  readonly min?: number;
  readonly max?: number;
  /** The value must be greater than `min`, not equal to it. */
  readonly exclusiveMin?: boolean;
  /** Digits after the point that are kept; 6 unless given. */
  readonly decimals?: number;
  /** No fraction. */
  readonly whole?: boolean;
}

/** A decimal as the shop wrote it: text such as `"-21.00"`, or a JSON number with its exact text. */
export type DecimalInput = string | JsonNumber;

/**
 * Schema of a decimal. Both spellings are exact; an exponent is allowed in a JSON number only. What has more decimals than are kept is
 * rounded half up: shops print binary floats, such as `14.309999999999999`.
 */
export function decimalField(rule: DecimalRule = {}) {
  return Type.Refine(
    Type.Unsafe<DecimalInput>(documentation(rule)),
    (value) => decimalProblem(value, rule) === null,
    (value) => decimalProblem(value, rule) ?? '',
  );
}

/** Schema of a decimal that may be left out or null. */
export function optionalDecimal(rule: DecimalRule = {}) {
  return Type.Optional(
    Type.Refine(
      Type.Unsafe<DecimalInput | null>(documentation(rule)),
      (value) => value === null || decimalProblem(value, rule) === null,
      (value) => decimalProblem(value, rule) ?? '',
    ),
  );
}

/** The value of a decimal that its schema has let through, rounded half up to the decimals that are kept. */
export function toDecimal(value: DecimalInput, decimals = CRM_SCALE): Decimal {
  return roundTo(new Decimal(plain(value)), decimals);
}

/** What is wrong with a value that should be a decimal; null where nothing is. */
export function decimalProblem(value: unknown, rule: DecimalRule): string | null {
  if (!isDecimalInput(value)) return NO_DECIMAL;
  const { length } = value instanceof JsonNumber ? value.source : value;
  if (length > MAX_NUMBER_LENGTH) return `Must not be longer than ${MAX_NUMBER_LENGTH} characters.`;
  const [, whole] = DECIMAL.exec(plain(value)) ?? [];
  if (whole === undefined) return NO_DECIMAL;
  if (whole.length > MAX_WHOLE_DIGITS) return `Must not have more than ${MAX_WHOLE_DIGITS} digits before the point.`;
  if (isSurelyWithin(plain(value), rule)) return null;
  const amount = toDecimal(value, rule.decimals);
  const tooSmall = rule.min !== undefined && (rule.exclusiveMin ? amount.lte(rule.min) : amount.lt(rule.min));
  const tooLarge = rule.max !== undefined && amount.gt(rule.max);
  const broken = rule.whole === true && !amount.isInteger();
  return tooSmall || tooLarge || broken ? `Must be a ${kindOf(rule)}${describeBounds(rule)}.` : null;
}

// Most decimals are bounded by 0 at most, and tell by their sign.
function isSurelyWithin(text: string, { min, max, exclusiveMin, whole }: DecimalRule): boolean {
  if (max !== undefined || exclusiveMin || whole) return false;
  return min === undefined || (min === 0 && !text.startsWith('-'));
}

function documentation(rule: DecimalRule): object {
  const decimals = rule.whole === true ? '' : ` to ${rule.decimals ?? CRM_SCALE} decimals`;
  return {
    description: `A ${kindOf(rule)}${describeBounds(rule)}${decimals}: text, or a JSON number.`,
    examples: rule.whole === true ? ['2'] : ['180', '21.50'],
  };
}

function kindOf({ whole }: DecimalRule): string {
  return whole === true ? 'whole number' : 'decimal';
}

function describeBounds({ min, max, exclusiveMin }: DecimalRule): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return exclusiveMin ? ` greater than ${min}` : ` not less than ${min}`;
  return max === undefined ? '' : ` not greater than ${max}`;
}

function isDecimalInput(value: unknown): value is DecimalInput {
  return typeof value === 'string' || value instanceof JsonNumber;
}

function plain(value: DecimalInput): string {
  return value instanceof JsonNumber ? value.plain : value;
}

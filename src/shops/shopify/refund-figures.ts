import { spreadAll } from '../../domain/amounts/spread.ts';
import { Decimal, sum, ZERO } from '../../domain/money.ts';
import type { Given, RefundParts } from './refund-parts.ts';

/**
 * How a refund is read: whether its lines hold their tax, which reading of its freight is meant, and whether its adjustment still stands,
 * which is of the whole refund while the payment is pending.
 */
export interface RefundReading {
  readonly inclusive: boolean;
  readonly freight: number;
  readonly adjusted: boolean;
}

/** A refund without tax and its tax, part by part; nothing is less than 0. */
export interface RefundFigures {
  readonly lines: readonly (Given & { readonly lineId: string; readonly quantity: Decimal })[];
  readonly freight: Given;
  readonly beside: Given;
}

const NONE: Given = { amount: ZERO, tax: ZERO };

/** All that a refund gives back by its own figures, with tax. */
export function totalBack(parts: RefundParts, reading: RefundReading): Decimal {
  const { lines, beside } = parts;
  const ofLines = lines.map(({ amount, tax }) => (reading.inclusive ? amount : amount.plus(tax)));
  return sum([...ofLines, both(freightOf(parts, reading)), beside, both(discrepancyOf(parts, reading))]);
}

/**
 * The figures of a refund, whose sum is what `totalBack` gives, and `more`, which only the payment tells. What was kept of it is taken off
 * the lines and the freight, in proportion; null where that is more than they have.
 */
export function refundFigures(
  parts: RefundParts,
  reading: RefundReading,
  more: Decimal,
  decimals: number,
): RefundFigures | null {
  const shop = parts.lines.map((line) => ({
    ...line,
    amount: reading.inclusive ? line.amount.minus(line.tax) : line.amount,
  }));
  const { amount, tax } = discrepancyOf(parts, reading);
  const beside = settled({ amount: Decimal.add(parts.beside, amount).plus(more), tax });
  const tips = shop.filter(({ isTip }) => isTip);
  const lines = shop.filter(({ isTip }) => !isTip);
  const freight = freightOf(parts, reading);
  // Freight that was charged after all lowers what goes back.
  const charged = freight.amount.isNegative() || freight.tax.isNegative();
  const withTips = plus(beside, ...tips, charged ? freight : NONE);
  const kept = { amount: Decimal.max(ZERO, withTips.amount.negated()), tax: Decimal.max(ZERO, withTips.tax.negated()) };
  const given = { amount: Decimal.max(ZERO, withTips.amount), tax: Decimal.max(ZERO, withTips.tax) };
  return takeOff(lines, charged ? NONE : freight, given, kept, decimals);
}

/** Tax off the taxes, the rest off the net amounts; what either does not hold, off the other. */
function takeOff(
  lines: RefundFigures['lines'],
  freight: Given,
  beside: Given,
  kept: Given,
  decimals: number,
): RefundFigures | null {
  const all = [...lines, freight];
  const nets = all.map(({ amount }) => amount);
  const taxes = all.map(({ tax }) => tax);
  if ([...nets, ...taxes].some((part) => part.isNegative())) return null;
  const whole = kept.amount.plus(kept.tax);
  const ofNets = Decimal.min(whole.minus(Decimal.min(kept.tax, sum(taxes))), sum(nets));
  const ofTaxes = whole.minus(ofNets);
  if (ofTaxes.gt(sum(taxes))) return null;
  const offNets = spreadAll([ofNets], nets, decimals);
  const offTaxes = spreadAll([ofTaxes], taxes, decimals);
  const less = <Part extends Given>(part: Part, index: number): Part => ({
    ...part,
    amount: part.amount.minus(offNets[index] ?? ZERO),
    tax: part.tax.minus(offTaxes[index] ?? ZERO),
  });
  return { lines: lines.map(less), freight: less(freight, lines.length), beside };
}

/** An amount and its tax of one sign: else the amount holds both. */
function settled({ amount, tax }: Given): Given {
  const opposed = amount.isZero() ? !tax.isZero() : !tax.isZero() && amount.isNegative() !== tax.isNegative();
  return opposed ? { amount: amount.plus(tax), tax: ZERO } : { amount, tax };
}

function freightOf({ freight }: RefundParts, { freight: index }: RefundReading): Given {
  return freight[index] ?? NONE;
}

function discrepancyOf({ discrepancy }: RefundParts, { adjusted }: RefundReading): Given {
  return adjusted ? discrepancy : NONE;
}

function both({ amount, tax }: Given): Decimal {
  return amount.plus(tax);
}

function plus(...parts: readonly Given[]): Given {
  return { amount: sum(parts.map(({ amount }) => amount)), tax: sum(parts.map(({ tax }) => tax)) };
}

const FORM = /^([1-9]\d{0,2})\/([1-9]\d{0,2})$/;

/**
 * The cells of a matrix that this run plays: all of them, or the part that MATRIX_PART names, such as `2/6` for the second of each six.
 *
 * @throws a TypeError for what names no part
 */
export function matrixPart<T>(cells: readonly T[], part = process.env.MATRIX_PART?.trim() ?? ''): readonly T[] {
  if (part === '') return cells;
  const [, which, of] = FORM.exec(part)?.map(Number) ?? [];
  if (which === undefined || of === undefined || which > of)
    throw new TypeError(`MATRIX_PART is ${part}, and must be a part of a number of them, such as 2/6`);
  return cells.filter((_, place) => place % of === which - 1);
}

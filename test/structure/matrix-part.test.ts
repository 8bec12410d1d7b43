import { expect, it } from 'vitest';
import { matrixPart } from '../support/matrix-part.ts';

const CELLS = Array.from({ length: 20 }, (_, place) => place);

it('the parts of a matrix are together all of its cells, each in one of them', () => {
  const parts = ['1/6', '2/6', '3/6', '4/6', '5/6', '6/6'].flatMap((part) => matrixPart(CELLS, part));
  expect(parts.toSorted((a, b) => a - b)).toEqual(CELLS);
});

it('a matrix of which no part is named is played whole', () => {
  expect(matrixPart(CELLS, '')).toEqual(CELLS);
});

it.each(['0/6', '7/6', '1', '1/0', 'all', '-1/6', '1/6/2'])('%j names no part of a matrix', (part) => {
  expect(() => matrixPart(CELLS, part)).toThrow(`MATRIX_PART is ${part}`);
});

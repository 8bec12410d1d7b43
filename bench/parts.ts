import type { BenchPart } from './part.ts';
import { intake } from './parts/intake.ts';

/** All parts, in the order in which they run. */
export const PARTS: readonly BenchPart[] = [intake];

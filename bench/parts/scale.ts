import type { BenchPart } from '../part.ts';
import { intakeSideBySide } from '../stage/side-by-side.ts';

export const scale: BenchPart = {
  name: 'scale',
  title: 'Intake by one and two processes on one machine, beside PostgreSQL and the load on the same cores',
  run: (context) => intakeSideBySide(context, [1, 2]),
};

import { describeMatrix } from '../support/faults/describe-matrix.ts';

await describeMatrix(
  {
    'an order that looks again at what people have deleted': {
      before: (world) => [world.registration()],
      tested: (world) => world.order(),
      removed: (world) => world.removedOfOrder(),
    },
  },
  'doubtful',
);

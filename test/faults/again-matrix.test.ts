import { describeMatrix } from '../support/faults/describe-matrix.ts';

// How each kind of answer is read is shown by the matrix of orders: these lean on the same client.
await describeMatrix(
  {
    'an order that looks again at what people have deleted': {
      before: (world) => [world.registration()],
      tested: (world) => world.order(),
      removed: (world) => world.removedOfOrder(),
    },
  },
  'unanswered',
);

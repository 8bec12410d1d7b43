import { describeMatrix } from '../support/faults/describe-matrix.ts';

// How each kind of answer is read is shown by the matrix of orders: this leans on the same client, and a return on the same steps.
await describeMatrix(
  {
    'an order whose invoice is given a number that another one has': {
      doubledNumbers: true,
      before: (world) => [world.registration()],
      tested: (world) => world.order(),
    },
  },
  'doubtful',
);

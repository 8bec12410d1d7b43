import { ikcrmFaultActions } from '../../lab/simulator/ikcrm/index.ts';
import { describeMatrix } from '../support/faults/contract-cells.ts';

await describeMatrix('a batch of one line', 'together', {
  before: async () => {},
  tested: (stage) => stage.play(1),
  calls: ['POST contract'],
});

await describeMatrix('a batch of three lines', 'together', {
  before: async () => {},
  tested: (stage) => stage.play(3),
  calls: ['POST contract'],
});

await describeMatrix('a batch whose first answer was lost', 'together', {
  before: async (stage) => stage.breakAdd(ikcrmFaultActions.cutAfter),
  tested: (stage) => stage.play(3),
  calls: ['GET contract'],
});

await describeMatrix('a replay after a refusal that had added one line of three', 'together', {
  async before(stage) {
    stage.breakAdd(ikcrmFaultActions.refuse(100904, '备注格式错误'));
    const { status } = await stage.play(3);
    if (status !== 'dead') throw new Error(`The event was to be dead, and is ${status}`);
    stage.addUnseen(2);
  },
  tested: (stage) => stage.replay(),
  calls: ['GET contract', 'POST contract'],
});

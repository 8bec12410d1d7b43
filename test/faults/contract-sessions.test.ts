import { ikcrmFaultActions } from '../../lab/simulator/ikcrm/index.ts';
import { describeMatrix } from '../support/faults/contract-cells.ts';

await describeMatrix('a batch whose first answer was lost, after a login', 'alone', {
  async before(stage) {
    await stage.logOut();
    stage.breakAdd(ikcrmFaultActions.cutAfter);
  },
  tested: (stage) => stage.play(3),
  // The probe tells that the CRM is there.
  calls: ['POST login', 'GET products', 'GET contract'],
});

await describeMatrix('a batch of an account that was logged in elsewhere', 'alone', {
  before: async (stage) => stage.ikcrm.endSession(),
  tested: (stage) => stage.play(1),
  calls: ['POST contract', 'POST login', 'POST contract'],
});

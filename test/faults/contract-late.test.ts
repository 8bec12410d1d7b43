import { expect, it } from 'vitest';
import { startIkcrmSimulator } from '../../lab/simulator/ikcrm/index.ts';
import { sampleContractProducts } from '../../src/domain/events/samples.ts';
import { startBench } from '../support/service.ts';
import { waitFor } from '../support/wait-for.ts';

it('an add that ikcrm is through with only after the client gave up adds its lines once', async () => {
  const ikcrm = await startIkcrmSimulator();
  // SuiteCRM's patience, which is as good as none here, says nothing of ikcrm.
  const bench = await startBench({ ikcrm, suitecrm: { timeoutMs: 1 }, longestQuietMs: 5_000 });
  try {
    ikcrm.faults.add({
      match: { method: 'POST', module: 'contracts' },
      action: { kind: 'slow', ms: 900, commit: 'end' },
    });
    const event = await bench.play('contract-products', sampleContractProducts({ contract_id: 105 }));
    await waitFor(
      'ikcrm is through with every call',
      () => ikcrm.journal.calls(({ finishedAt }) => finishedAt === null).length === 0,
    );
    expect(event).toMatchObject({ status: 'done', warnings: [] });
    expect(ikcrm.lines('105')).toHaveLength(1);
  } finally {
    await bench.close();
    await ikcrm.close();
  }
});

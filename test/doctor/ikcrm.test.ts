import { expect, it } from 'vitest';
import { startIkcrmSimulator } from '../../lab/simulator/ikcrm/index.ts';
import { examineIkcrm } from '../../src/doctor/ikcrm.ts';
import { benchConfig, startBench } from '../support/service.ts';
import { silent } from '../support/worker.ts';

it('uses the session of the running service, and tells a wrong password', async () => {
  const ikcrm = await startIkcrmSimulator();
  const bench = await startBench({ ikcrm });
  try {
    const config = benchConfig(bench.database.url, bench.crm, { ikcrm });
    const surroundings = { now: () => Date.now(), log: silent };
    expect(await examineIkcrm(config, surroundings)).toMatchObject([{ topic: 'ikcrm', severity: 'ok' }]);
    const logins = () => ikcrm.journal.calls(({ path }) => path.endsWith('/auth/login'));
    expect(logins()).toHaveLength(1);

    await bench.database.database.prisma.sealedSession.deleteMany();
    const wrong = { ...config, ikcrm: config.ikcrm === null ? null : { ...config.ikcrm, password: 'wrong' } };
    expect(await examineIkcrm(wrong, surroundings)).toMatchObject([{ topic: 'ikcrm', severity: 'error' }]);
    expect(await examineIkcrm({ ...config, ikcrm: null }, surroundings)).toEqual([]);
  } finally {
    await bench.close();
    await ikcrm.close();
  }
});

import path from 'node:path';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { startSuiteCrmSimulator } from '../../lab/simulator/suitecrm/index.ts';
import { readPostmasterPid } from '../../src/database/embedded/postmaster-pid.ts';
import { startService } from '../../src/service/start-service.ts';
import { benchConfig } from '../support/service.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

it('a start that fails after the database was opened leaves no database running', async () => {
  const dataDir = await temporaryFolder();
  const crm = await startSuiteCrmSimulator();
  try {
    const config = benchConfig('', crm);
    const starting = startService(
      { ...config, database: { ...config.database, url: null, dataDir } },
      {
        log: pino({ level: 'silent' }),
        get ikcrmRateLimit(): never {
          throw new Error('the rooms do not go together');
        },
      },
    );
    await expect(starting).rejects.toThrow('the rooms do not go together');
    expect(await readPostmasterPid(path.join(dataDir, 'postgresql', 'data'))).toBeNull();
  } finally {
    await crm.close();
  }
});

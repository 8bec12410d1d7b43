import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import type { Config } from '../../src/config/config.ts';
import { type Service, startService } from '../../src/service/start-service.ts';
import { type IkcrmSimulator, startIkcrmSimulator } from '../simulator/ikcrm/index.ts';
import { type SuiteCrmSimulator, startSuiteCrmSimulator } from '../simulator/suitecrm/index.ts';
import { createStorefront, type Storefront } from '../storefront.ts';

/** A shop, the service with an embedded database, a simulated SuiteCRM and a simulated ikcrm, all on this machine. */
export interface Stage {
  readonly crm: SuiteCrmSimulator;
  readonly ikcrm: IkcrmSimulator;
  readonly service: Service;
  readonly shop: Storefront;
  /** Ends everything and removes what it wrote. */
  close(): Promise<void>;
}

/** Starts them, on free ports and in a folder of their own. */
export async function setStage(): Promise<Stage> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'tillbridge-demo-'));
  const crm = await startSuiteCrmSimulator();
  const ikcrm = await startIkcrmSimulator();
  const key = randomBytes(32);
  const service = await startService(demoConfig(path.join(dataDir, 'database'), { crm, ikcrm }, key), {
    log: pino({ level: 'silent' }),
  });
  return {
    crm,
    ikcrm,
    service,
    shop: createStorefront({ url: service.url, secret: `whsec_${key.toString('base64')}` }),
    async close() {
      await service.stop();
      await Promise.all([crm.close(), ikcrm.close()]);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function demoConfig(dataDir: string, { crm, ikcrm }: Pick<Stage, 'crm' | 'ikcrm'>, key: Uint8Array): Config {
  return {
    database: { url: null, dataDir },
    http: { host: '127.0.0.1', port: 0 },
    logLevel: 'silent',
    webhookKeys: [key],
    adminTokens: [],
    businessUnits: new Map([
      [
        'experience',
        {
          name: 'experience',
          crm: 'suitecrm',
          timeZone: 'Asia/Taipei',
          accountId: 'dfd71a55-ae2d-1849-b491-5eac392fac52',
          assignedUserId: '4e640918-9db7-2121-94b5-5eba64642e0c',
          securityGroupIds: ['a253557e-40f7-11eb-8665-fa163ef36d26'],
          prospectListIds: ['b1111111-40da-11eb-8665-fa163ef36d26'],
          defaultCategory: null,
          returnStatus: 'Returned',
        },
      ],
      ['wholesale', { name: 'wholesale', crm: 'ikcrm', timeZone: 'Asia/Shanghai' }],
    ]),
    suitecrm: {
      url: crm.url,
      clientId: crm.client.id,
      clientSecret: crm.client.secret,
      user: null,
      concurrency: 4,
      timeoutMs: 10_000,
      serialInvoices: true,
      verifyRelations: true,
      linkCheckMs: 600_000,
      baseCurrency: 'TWD',
    },
    ikcrm: { ...ikcrm.account, url: ikcrm.url, versionCode: '9.9.9', timeoutMs: 10_000 },
    retry: { maxAttempts: 12, baseMs: 100, maxMs: 2_000 },
    worker: { concurrency: 8, leaseMs: 15_000, pollMs: 200 },
    shutdownGraceMs: 5_000,
  };
}

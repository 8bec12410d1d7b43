import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { loadConfig } from '../../src/config/load-config.ts';
import { type Service, startService } from '../../src/service/start-service.ts';
import { simulatorEnvironment } from '../simulator/environment.ts';
import { type IkcrmSimulator, startIkcrmSimulator } from '../simulator/ikcrm/index.ts';
import { type SuiteCrmSimulator, startSuiteCrmSimulator } from '../simulator/suitecrm/index.ts';
import { createStorefront, type Storefront } from '../storefront.ts';

/** A shop, the service with an embedded database, a simulated SuiteCRM and a simulated ikcrm, all on this machine. */
export interface Stage {
  readonly crm: SuiteCrmSimulator;
  readonly ikcrm: IkcrmSimulator;
  readonly service: Service;
  readonly shop: Storefront;
  /** Ends everything and removes what it wrote, once however often it is asked for. */
  close(): Promise<void>;
}

const BUSINESS_UNITS = fileURLToPath(new URL('../../business-units.example.json', import.meta.url));

/** Starts them, on free ports and in a folder of their own. What was started ends again where one of them cannot start. */
export async function setStage(): Promise<Stage> {
  await using started = new AsyncDisposableStack();
  const dataDir = await mkdtemp(path.join(tmpdir(), 'tillbridge-demo-'));
  started.defer(() => rm(dataDir, { recursive: true, force: true }));
  const crm = await startSuiteCrmSimulator();
  started.defer(() => crm.close());
  const ikcrm = await startIkcrmSimulator();
  started.defer(() => ikcrm.close());
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const config = loadConfig({
    ...simulatorEnvironment(crm, ikcrm),
    DATA_DIR: path.join(dataDir, 'database'),
    HOST: '127.0.0.1',
    PORT: '0',
    WEBHOOK_SECRETS: secret,
    BUSINESS_UNITS_FILE: BUSINESS_UNITS,
    // Who watches waits for no attempt.
    RETRY_BASE_MS: '100',
    RETRY_MAX_MS: '2000',
    POLL_MS: '200',
  });
  const service = await startService(config, { log: pino({ level: 'silent' }) });
  started.defer(() => service.stop());
  const all = started.move();
  let closed: Promise<void> | null = null;
  return {
    crm,
    ikcrm,
    service,
    shop: createStorefront({ url: service.url, secret }),
    close() {
      closed ??= all.disposeAsync();
      return closed;
    },
  };
}

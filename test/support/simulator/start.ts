import { onTestFinished } from 'vitest';
import {
  type SimulatorOptions,
  type SuiteCrmSimulator,
  startSuiteCrmSimulator,
} from '../../../lab/simulator/suitecrm/index.ts';
import { Api } from './api.ts';

/** A simulator and a client for one test; both are closed when it ends. */
export async function start(
  options: SimulatorOptions = {},
): Promise<{ readonly simulator: SuiteCrmSimulator; readonly api: Api }> {
  const simulator = await startSuiteCrmSimulator(options);
  const api = new Api(simulator.url, simulator.client);
  onTestFinished(async () => {
    await api.close();
    await simulator.close();
  });
  return { simulator, api };
}

/** Ids for records of a test. */
export const ids = {
  lead: 'a0000000-0000-4000-8000-000000000001',
  contact: 'a0000000-0000-4000-8000-000000000002',
  otherContact: 'a0000000-0000-4000-8000-000000000003',
  invoice: 'a0000000-0000-4000-8000-000000000004',
  returned: 'a0000000-0000-4000-8000-000000000005',
  group: 'a0000000-0000-4000-8000-000000000006',
  line: 'a0000000-0000-4000-8000-000000000007',
  product: 'a0000000-0000-4000-8000-000000000008',
  otherProduct: 'a0000000-0000-4000-8000-000000000009',
  marker: 'a0000000-0000-4000-8000-00000000000a',
  promotion: '34371b7d-6437-ca5c-a772-5facafb3942f',
} as const;

import { expect, it } from 'vitest';
import { ikcrmFaultActions } from '../../lab/simulator/ikcrm/index.ts';
import { start as startIkcrm } from '../support/simulator/ikcrm-api.ts';
import { start } from '../support/simulator/start.ts';

it('a CRM that goes away breaks calls and refuses connections, and comes back with its records on its port', async () => {
  const { simulator, api } = await start();
  simulator.faults.add({ match: { method: 'POST', module: 'Leads' }, action: { kind: 'hang', commit: true } });
  const hanging = api.create('Leads', { last_name: 'Here' });
  await simulator.journal.waitFor(({ fault }) => fault === 'hang');
  await Promise.all([simulator.goAway(), expect(hanging).rejects.toThrow()]);
  await expect(api.call('GET', '/module/Leads')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await simulator.comeBack();
  expect((await api.call('GET', '/module/Leads')).text).toContain('Here');
});

it('ikcrm goes away and comes back likewise', async () => {
  const { simulator, call } = await startIkcrm();
  await simulator.goAway();
  await expect(call('GET', '/contracts/104')).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  await simulator.comeBack();
  expect((await call('GET', '/contracts/104')).status).toBe(200);
});

it.each([
  ['resetBefore', false],
  ['resetAfter', true],
] as const)('a connection to ikcrm may be reset (%s)', async (action, written) => {
  const { simulator, call } = await startIkcrm();
  simulator.faults.add({ match: { method: 'POST' }, action: ikcrmFaultActions[action] });
  const line = { product_asset: { product_id: 511522, quantity: '2', recommended_unit_price: '100.50', remark: '' } };
  await expect(call('POST', '/contracts/105/product_assets', line)).rejects.toMatchObject({
    cause: { code: 'ECONNRESET' },
  });
  expect(simulator.lines('105')).toHaveLength(written ? 1 : 0);
});

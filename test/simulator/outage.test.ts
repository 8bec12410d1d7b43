import { expect, it } from 'vitest';
import { start as startIkcrm } from './ikcrm/support/api.ts';
import { start } from './support/start.ts';

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

import { expect, it } from 'vitest';
import { command, startAdmin } from '../support/cli.ts';

it('links list shows which record stands for what', async () => {
  const link = {
    crm: 'suitecrm',
    module: 'Contacts',
    kind: 'contact',
    local_id: 'U1001',
    crm_id: 'c0000000-0000-4000-8000-000000000001',
    event_id: null,
    created_at: '2026-02-03T01:02:03Z',
  };
  const { asked, env } = await startAdmin({ body: { links: [link], next_cursor: 'c2' } });
  const { code, out } = await command(
    'links list --business-unit experience --kind contact --local-id U1001 --crm-id c-1 --limit 1 --cursor c1',
    { env },
  );
  expect([code, asked[0]?.query]).toEqual([
    0,
    { business_unit: 'experience', kind: 'contact', local_id: 'U1001', crm_id: 'c-1', limit: '1', cursor: 'c1' },
  ]);
  expect(out).toContain('There are more: --cursor c2');
  expect(out).toMatch(/suitecrm +Contacts +contact +U1001 +c0000000-0000-4000-8000-000000000001 +2026-02-03 09:02:03/);
});

it('an id that begins with a dash is taken behind an equals sign', async () => {
  const { asked, env } = await startAdmin({ body: { links: [] } });
  const { code } = await command('links list --local-id=--json --crm-id=-1', { env });
  expect([code, asked[0]?.query]).toEqual([0, { local_id: '--json', crm_id: '-1' }]);
});

it('audit shows who did what to what and why', async () => {
  const entry = { at: '2026-02-03T01:02:03Z', actor: 'ann', action: 'replay', subject: 'e-1', reason: 'mended' };
  const { asked, env } = await startAdmin({ body: { entries: [entry], next_cursor: null } });
  const { code, out } = await command('audit --actor ann --subject e-1 --limit 5', { env });
  expect([code, asked[0]?.path, asked[0]?.query]).toEqual([
    0,
    '/admin/audit',
    { actor: 'ann', subject: 'e-1', limit: '5' },
  ]);
  expect(out).toMatch(/2026-02-03 09:02:03 +ann +replay +e-1 +mended/);
});

import { expect, it } from 'vitest';
import { property } from '../support/simulator/api.ts';
import { ids, start } from '../support/simulator/start.ts';

it('a HEAD is answered as the GET would be, without its body', async () => {
  const { api } = await start();
  await api.create('Leads', { last_name: 'Robot' }, ids.lead);
  const headers = { authorization: `Bearer ${await api.token()}`, accept: 'application/vnd.api+json' };
  const paths = [
    `/Api/V8/module/Leads/${ids.lead}`,
    '/Api/V8/module/Leads?page[size]=1',
    `/Api/V8/module/Leads/${ids.contact}`,
    '/Api/V8/module/Leads/1',
    '/Api/V8/module',
    '/Api/V8/meta/modules',
    '/Api/V8/nothing',
    '/Api/nothing',
  ];
  for (const path of paths) {
    const got = await api.send('GET', path, headers);
    const head = await api.send('HEAD', path, headers);
    const told = ['content-type', 'content-length', 'cache-control', 'allow', 'accept'];
    expect([path, head.status, head.text, ...told.map((name) => head.headers[name])]).toEqual([
      path,
      got.status,
      '',
      ...told.map((name) => got.headers[name]),
    ]);
  }
});

it('/meta/modules names the modules of the menu, what they are called and what may be done with them', async () => {
  const { api } = await start();
  const { status, json } = await api.call('GET', '/meta/modules');
  const modules = Object(property(json, 'data', 'attributes'));
  expect([status, property(json, 'data', 'type')]).toEqual([200, 'modules']);
  expect(Object.keys(modules)).toEqual(expect.arrayContaining(['Accounts', 'AOS_Invoices', 'Leads']));
  expect(Object.keys(modules)).not.toContain('AOS_Line_Item_Groups');
  expect(modules.SecurityGroups).toEqual({
    label: 'Security Groups Management',
    access: ['access', 'delete', 'edit', 'export', 'import', 'list', 'massupdate', 'view'],
  });
});

it('the older API below /api takes no token of the one below /Api', async () => {
  const { api } = await start();
  const answer = async (authorization: string) => await api.send('GET', '/api/V8/module/Leads', { authorization });
  expect(await answer(`Bearer ${await api.token()}`)).toMatchObject({
    status: 401,
    json: { error: 'access_denied', hint: 'Access token could not be verified' },
  });
  expect((await answer('Bearer nothing')).json).toMatchObject({ hint: 'The JWT string must have two dots' });
});

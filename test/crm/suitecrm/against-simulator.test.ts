import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { faultActions, type SuiteCrmSimulator, startSuiteCrmSimulator } from '../../../lab/simulator/suitecrm/index.ts';
import { createSuiteCrm, type SuiteCrmClient } from '../../../src/crm/suitecrm/client.ts';
import { describeLoss, notKept } from '../../../src/crm/suitecrm/kept.ts';
import { CONFIG, context, failureOf } from '../../support/crm/test-crm.ts';

const LEAD = '5b0f7c4e-7d0a-5c53-9b1f-000000000001';
const CONTACT = '5b0f7c4e-7d0a-5c53-9b1f-000000000002';
const INVOICE = '5b0f7c4e-7d0a-5c53-9b1f-000000000003';
const GROUPS = ['5b0f7c4e-7d0a-5c53-9b1f-000000000004', '5b0f7c4e-7d0a-5c53-9b1f-000000000005'] as const;

let simulator: SuiteCrmSimulator;
let crm: SuiteCrmClient;

beforeAll(async () => {
  simulator = await startSuiteCrmSimulator();
  const { id: clientId, secret: clientSecret } = simulator.client;
  crm = createSuiteCrm({ ...CONFIG, url: simulator.url, clientId, clientSecret, timeoutMs: 1_000 });
});
beforeEach(() => simulator.reset());
afterAll(async () => {
  await crm.close();
  await simulator.close();
});

const lead = (attributes: Readonly<Record<string, string>> = {}) =>
  crm.create('Leads', LEAD, { last_name: 'Robot4', email1: 'iam.robot4@example.com', ...attributes }, context());

describe('the client and a simulated SuiteCRM', () => {
  test('log in', async () => {
    await crm.checkToken(context().signal);
  });

  test('create, find and update a record', async () => {
    expect(await crm.find('Leads', LEAD, context())).toBeNull();
    const created = await lead({ description: `<b>&</b> "it's"` });
    expect(created).toMatchObject({ id: LEAD, attributes: { status: 'New', description: `<b>&</b> "it's"` } });
    const updated = await crm.update('Leads', LEAD, { converted: '1', status: 'Converted' }, context());
    expect(updated.attributes).toMatchObject({ converted: '1', status: 'Converted' });
    expect((await crm.find('Leads', LEAD, context()))?.attributes).toEqual(updated.attributes);
  });

  test('find a contact by an address with a plus', async () => {
    const email1 = 'tom+tea@example.com';
    await crm.create('Contacts', CONTACT, { last_name: 'Tom', email1 }, context());
    const found = await crm.search('Contacts', { filter: { email1 }, size: 20 }, context());
    expect(found).toMatchObject({ records: [{ id: CONTACT, attributes: { email1 } }], totalPages: 1 });
    const none = { filter: { email1: 'tom tea@example.com' }, size: 20 };
    expect(await crm.search('Contacts', none, context())).toEqual({ records: [], totalPages: 0 });
  });

  test('relate records, again and again', async () => {
    await lead();
    await crm.create('Contacts', CONTACT, { last_name: 'Tom' }, context());
    await crm.relate('Leads', LEAD, 'Contacts', CONTACT, context());
    await crm.relate('Leads', LEAD, 'Contacts', CONTACT, context());
    expect(simulator.record('Leads', LEAD)?.values.contact_id).toBe(CONTACT);
  });

  test('list related records', async () => {
    const parent = { parent_type: 'AOS_Invoices', parent_id: INVOICE };
    const total_amount = { number: '7340.55' };
    const invoice = await crm.create(
      'AOS_Invoices',
      INVOICE,
      { name: 'OTR1', total_amount, quote_date: '' },
      context(),
    );
    expect(notKept({ name: 'OTR1', total_amount }, invoice)).toEqual([]);
    expect(await crm.related('AOS_Invoices', INVOICE, 'aos_line_item_groups', context())).toEqual([]);
    for (const id of GROUPS) await crm.create('AOS_Line_Item_Groups', id, { name: id, ...parent }, context());
    const groups = await crm.related('AOS_Invoices', INVOICE, 'aos_line_item_groups', context());
    expect(groups.map(({ id }) => id).sort()).toEqual([...GROUPS]);
    expect(groups[0]?.attributes.parent_id).toBe(INVOICE);
  });

  test('name the fields of a module', async () => {
    expect(await crm.fields('AOS_Invoices', context())).toContain('invoice_datetime_c');
  });

  test('see what was not kept', async () => {
    const sent = {
      last_name: 'x'.repeat(101),
      email1: 'not an address',
      status: 'New',
      primary_address_street: 'No. 1',
    };
    const lost = notKept(sent, await lead(sent)).map((loss) => describeLoss('Leads', loss).text);
    expect(lost.sort()).toEqual([
      'Leads: email1 was dropped by the CRM',
      'Leads: last_name was cut to 100 characters by the CRM',
    ]);
  });

  test('agree on what failed', async () => {
    await lead();
    const code = async (call: Promise<unknown>) => (await failureOf(call)) as { readonly code: string };
    const query = { filter: { nope: 'x' }, size: 1 };
    expect(await code(lead())).toMatchObject({ code: 'already_exists' });
    expect(await code(lead({ nope: 'x' }))).toMatchObject({ code: 'property_rejected' });
    expect(await code(crm.update('Leads', CONTACT, { status: 'x' }, context()))).toMatchObject({
      code: 'record_not_found',
    });
    expect(await code(crm.relate('Leads', LEAD, 'Contacts', CONTACT, context()))).toMatchObject({
      code: 'record_not_found',
    });
    expect(await code(crm.find('Nope', LEAD, context()))).toMatchObject({ code: 'unknown_module' });
    expect(await code(crm.search('Leads', query, context()))).toMatchObject({ code: 'request_rejected' });
  });

  test.each([
    [faultActions.cutBefore, 'connection_cut', false],
    [faultActions.cutAfter, 'connection_cut', true],
    [{ kind: 'hang', commit: true }, 'call_timed_out', true],
    [{ kind: 'half-body' }, 'connection_cut', true],
    [{ kind: 'database-failure', commit: true }, 'database_failure', true],
    [faultActions.emptyServerError, 'server_failure', false],
    [faultActions.badGateway, 'server_failure', false],
  ] as const)('after %j the outcome is unknown, and a look tells', async (action, code, happened) => {
    simulator.faults.add({ match: { method: 'POST', module: 'Leads' }, action });
    const error = await failureOf(lead());
    expect(error).toMatchObject({ outcomeUnknown: true, errorClass: 'transient' });
    expect(error).toMatchObject({ code });
    expect((await crm.find('Leads', LEAD, context())) !== null).toBe(happened);
  });

  test('go on after all tokens were revoked', async () => {
    await lead();
    simulator.faults.add({ match: { module: 'Leads' }, action: { kind: 'revoke-tokens' } });
    expect((await crm.find('Leads', LEAD, context()))?.id).toBe(LEAD);
  });

  test('understand each other through PHP warnings', async () => {
    simulator.faults.add({ match: { module: 'Leads' }, action: { kind: 'php-warnings', where: 'both' } });
    expect((await lead()).id).toBe(LEAD);
  });
});

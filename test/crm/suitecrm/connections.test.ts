import { describe, expect, test } from 'vitest';
import { fixture } from '../../support/crm/fixture.ts';
import { context, failureOf, type Received, startTestCrm } from '../../support/crm/test-crm.ts';

const PAGE = fixture('no-result.json');
const QUERY = { filter: { name: 'x' }, size: 1 };

describe('connections to the CRM', () => {
  test.each([1, 3])('stay open and are used again, at most %i for that many calls at once', async (concurrency) => {
    await using crm = await startTestCrm((call) => call.answer(200, PAGE), { config: { concurrency } });
    await Promise.all(Array.from({ length: 12 }, () => crm.client.search('Contacts', QUERY, context())));
    expect(crm.calls).toHaveLength(12);
    expect(crm.sockets.size).toBeLessThanOrEqual(concurrency);
  });

  test('never more calls at once than configured, the login among them', async () => {
    const waiting: Received[] = [];
    const full = Promise.withResolvers<void>();
    let open = false;
    await using crm = await startTestCrm(
      (call) => {
        if (open) return call.answer(200, PAGE);
        waiting.push(call);
        if (waiting.length === 3) full.resolve();
      },
      { config: { concurrency: 3 } },
    );
    const calls = Array.from({ length: 40 }, () => crm.client.search('Contacts', QUERY, context()));
    await full.promise;
    open = true;
    for (const call of waiting) call.answer(200, PAGE);
    await Promise.all(calls);
    expect(crm.mostAtOnce()).toBe(3);
    expect(crm.calls).toHaveLength(40);
  });

  test('calls that wait for a slot go in order, and one that gives up is left out', async () => {
    const first = Promise.withResolvers<Received>();
    await using crm = await startTestCrm(
      (call) => (crm.calls.length === 1 ? first.resolve(call) : call.answer(200, PAGE)),
      { config: { concurrency: 1 } },
    );
    const search = (name: string, signal?: AbortSignal) =>
      crm.client.search('Contacts', { filter: { name }, size: 1 }, context(signal === undefined ? {} : { signal }));
    const stop = new AbortController();
    const done = [search('a')];
    const held = await first.promise;
    done.push(search('b'));
    const impatient = failureOf(search('c', stop.signal));
    done.push(search('d'));
    stop.abort();
    expect(await impatient).toMatchObject({ code: 'call_aborted', outcomeUnknown: false });
    held.answer(200, PAGE);
    await Promise.all(done);
    const names = crm.calls.map((call) => new URL(call.path, crm.url).searchParams.get('filter[name][eq]'));
    expect(names).toEqual(['a', 'b', 'd']);
  });

  test('a redirect is not followed', async () => {
    await using crm = await startTestCrm((call) => call.answer(302, '', { location: '/Api/V8/module/elsewhere' }));
    expect(await failureOf(crm.client.find('Leads', 'a', context()))).toMatchObject({
      code: 'unexpected_answer',
      status: 302,
    });
    expect(crm.calls).toHaveLength(1);
  });

  test('many calls under one signal leave no listener behind', async () => {
    const warnings: string[] = [];
    const onWarning = (warning: Error) => warnings.push(warning.name);
    process.on('warning', onWarning);
    await using crm = await startTestCrm((call) => call.answer(200, PAGE));
    const shared = context();
    await Promise.all(Array.from({ length: 30 }, () => crm.client.search('Contacts', QUERY, shared)));
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
  });

  test('each call is reported once it is over', async () => {
    await using crm = await startTestCrm((call) =>
      crm.calls.length === 1 ? call.answer(200, `<b>Warning</b>${PAGE}tail`) : call.answer(500, '', {}),
    );
    await crm.client.search('Contacts', QUERY, context());
    await failureOf(crm.client.create('Leads', 'a', {}, context()));
    expect(crm.reports).toMatchObject([
      { operation: 'login', verb: 'POST', module: 'access_token', status: 200, outcome: 'ok', noise: 0 },
      { operation: 'search', verb: 'GET', module: 'Contacts', status: 200, outcome: 'ok', noise: 18 },
      { operation: 'create', verb: 'POST', module: 'Leads', status: 500, outcome: 'server_failure', noise: 0 },
    ]);
    for (const report of crm.reports) expect(report.durationMs).toBeGreaterThanOrEqual(0);
  });
});

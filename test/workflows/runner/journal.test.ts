import { expect, test } from 'vitest';
import { LeaseLost } from '../../../src/inbox/lease-fence.ts';
import { settleDone } from '../../../src/inbox/settle.ts';
import { linkRows } from '../../../src/links/insert-links.ts';
import type { NewLink } from '../../../src/links/link.ts';

import { readEvent, storeAndClaim } from '../../support/events.ts';
import { useTestInbox } from '../../support/test-inbox.ts';
import { BEGIN, journalOf, loseLease, readStep } from '../../support/workflows/step-runner.ts';

const inbox = useTestInbox();
const LINK: NewLink = {
  kind: 'contact',
  businessUnit: '',
  localId: 'a@example.com',
  module: 'Contacts',
  crmId: 'c1',
  origin: 'created',
};
const END = { crmId: 'c1', response: { id: 'c1' }, output: 'c1', warnings: [], links: [] } as const;
const LINKS = linkRows('suitecrm', [LINK]);

async function begun() {
  const held = await storeAndClaim(inbox.current);
  const journal = journalOf(inbox.current, held);
  await journal.begin(BEGIN);
  return { held, journal };
}

test('a step that begins stands there before its call', async () => {
  const { held, journal } = await begun();
  expect(await readStep(inbox.current, held)).toMatchObject({
    status: 'pending',
    verb: 'POST',
    module: 'Contacts',
    crmId: 'c1',
    attempts: 1,
    outcomeUnknown: false,
    request: { name: 'Iam' },
    response: null,
    finishedAt: null,
  });
  expect(await journal.read()).toEqual(
    new Map([
      [
        'contact',
        {
          key: 'contact',
          status: 'pending',
          verb: 'POST',
          module: 'Contacts',
          outcomeUnknown: false,
          crmId: 'c1',
          relatedId: null,
          output: null,
          told: [],
          doubt: null,
          request: null,
        },
      ],
    ]),
  );
});

test('a step that is done keeps its answer, its output, its link and its warnings', async () => {
  const { held, journal } = await begun();
  await journal.finish(BEGIN, { ...END, warnings: [`'first'`, 'second {,}'], links: LINKS });
  const step = await readStep(inbox.current, held);
  expect(step).toMatchObject({ status: 'done', crmId: 'c1', response: { id: 'c1' }, output: 'c1' });
  expect(step.finishedAt).toBeInstanceOf(Date);
  expect(await inbox.current.prisma.link.findMany()).toMatchObject([
    { localId: 'a@example.com', crmId: 'c1', eventId: held.id },
  ]);
  expect((await readEvent(inbox.current, held.id)).warnings).toEqual([`'first'`, 'second {,}']);
});

test('step, link and warnings are kept together or not at all', async () => {
  const { held, journal } = await begun();
  const twice = [...LINKS, ...LINKS];
  await expect(journal.finish(BEGIN, { ...END, warnings: ['a warning'], links: twice })).rejects.toThrow('second time');
  expect(await readStep(inbox.current, held)).toMatchObject({ status: 'pending', output: null });
  expect(await inbox.current.prisma.link.count()).toBe(0);
  expect((await readEvent(inbox.current, held.id)).warnings).toEqual([]);
});

test('a step that failed tells whether its outcome is unknown', async () => {
  const { held, journal } = await begun();
  await journal.fail('contact', { outcome: 'unknown', response: { error: 'timeout' } });
  expect(await readStep(inbox.current, held)).toMatchObject({
    status: 'failed',
    outcomeUnknown: true,
    response: { error: 'timeout' },
  });
});

test('a step that begins again counts its attempts and forgets how it ended', async () => {
  const { held, journal } = await begun();
  await journal.fail('contact', { outcome: 'unknown', response: { error: 'timeout' } });
  await journal.begin({ ...BEGIN, crmId: 'c2', request: { name: 'Other' } });
  expect(await readStep(inbox.current, held)).toMatchObject({
    status: 'pending',
    attempts: 2,
    outcomeUnknown: false,
    crmId: 'c2',
    request: { name: 'Other' },
    finishedAt: null,
  });
});

test('steps that end at once keep all of their warnings', async () => {
  const held = await storeAndClaim(inbox.current);
  const journal = journalOf(inbox.current, held);
  const keys = Array.from({ length: 10 }, (_, index) => `line ${index}`);
  await Promise.all(
    keys.map(async (key) => {
      await journal.begin({ ...BEGIN, key });
      await journal.finish({ ...BEGIN, key }, { ...END, warnings: [key] });
    }),
  );
  expect((await readEvent(inbox.current, held.id)).warnings.toSorted()).toEqual(keys);
  expect([...(await journal.read()).values()].every(({ status }) => status === 'done')).toBe(true);
});

test('JSON of any kind comes back from the journal as it was written', async () => {
  const { journal } = await begun();
  const output = { text: `'"\\{}🧾`, list: [1, null, true], nested: { deep: '2020-12-16' }, '': '' };
  await journal.finish(BEGIN, { ...END, output });
  expect((await journal.read()).get('contact')?.output).toEqual(output);
});

test('words of a CRM that PostgreSQL cannot hold do not keep a step from being written', async () => {
  const { held, journal } = await begun();
  await journal.fail('contact', { outcome: 'none', response: { message: 'cut \u0000 here \ud83d' } });
  expect(await readStep(inbox.current, held)).toMatchObject({ response: { message: 'cut \uFFFD here \uFFFD' } });
  await journal.finish(BEGIN, {
    ...END,
    response: ['\u0000'],
    output: { text: '\udc00' },
    warnings: ['\u0000'],
  });
  expect(await readStep(inbox.current, held)).toMatchObject({ response: ['\uFFFD'], output: { text: '\uFFFD' } });
});

test('under a lease that has passed on nothing is written: no step, no end, no link, no warning', async () => {
  const { held, journal } = await begun();
  await loseLease(inbox.current, held);
  const before = await readStep(inbox.current, held);

  await expect(journal.begin({ ...BEGIN, key: 'lead' })).rejects.toThrow(LeaseLost);
  await expect(journal.begin(BEGIN)).rejects.toThrow(LeaseLost);
  await expect(journal.finish(BEGIN, { ...END, warnings: ['a warning'], links: LINKS })).rejects.toThrow(LeaseLost);
  await expect(journal.fail('contact', { outcome: 'unknown', response: null })).rejects.toThrow(LeaseLost);

  expect(await readStep(inbox.current, held)).toEqual(before);
  expect(await inbox.current.prisma.step.count()).toBe(1);
  expect(await inbox.current.prisma.link.count()).toBe(0);
  expect((await readEvent(inbox.current, held.id)).warnings).toEqual([]);
});

test('once the event is settled its journal is closed', async () => {
  const { held, journal } = await begun();
  await settleDone(inbox.current, held, []);
  await expect(journal.finish(BEGIN, END)).rejects.toThrow(LeaseLost);
});

import { expect, test } from 'vitest';
import { linkRows } from '../../../src/links/insert-links.ts';
import type { NewLink } from '../../../src/links/link.ts';
import { JournalWrites } from '../../../src/workflows/runner/journal-writes.ts';
import { readEvent, storeAndClaim } from '../../support/events.ts';
import { useTestInbox } from '../../support/test-inbox.ts';
import { BEGIN, loseLease, readStep } from '../../support/workflows/step-runner.ts';

const inbox = useTestInbox();

const product = (sku: string): NewLink => ({
  kind: 'product',
  businessUnit: '',
  localId: sku,
  module: 'AOS_Products',
  crmId: `id of ${sku}`,
  origin: 'created',
});
const END = { ...BEGIN, response: null, output: 'c1', warnings: [], links: [] } as const;

async function twoEvents() {
  const held = [await storeAndClaim(inbox.current), await storeAndClaim(inbox.current)] as const;
  return { held, writes: new JournalWrites(inbox.current) };
}

test('of events whose steps are written together, one that has lost its lease writes nothing', async () => {
  const { held, writes } = await twoEvents();
  const [kept, lost] = held;
  expect(await Promise.all(held.map((one) => writes.begin({ ...BEGIN, held: one })))).toEqual([true, true]);
  await loseLease(inbox.current, lost);
  const ends = held.map((one) => writes.finish({ ...END, held: one, warnings: ['a warning'] }));
  expect(await Promise.all(ends)).toEqual([true, false]);
  expect(await readStep(inbox.current, kept)).toMatchObject({ status: 'done' });
  expect(await readStep(inbox.current, lost)).toMatchObject({ status: 'pending' });
  expect((await readEvent(inbox.current, lost.id)).warnings).toEqual([]);
});

test('warnings and links go to the event whose step they came of', async () => {
  const { held, writes } = await twoEvents();
  await Promise.all(held.map((one) => writes.begin({ ...BEGIN, held: one })));
  await Promise.all(
    held.map((one, index) =>
      writes.finish({
        ...END,
        held: one,
        warnings: [`of ${index}`],
        links: linkRows('suitecrm', [product(`sku ${index}`)]),
      }),
    ),
  );
  for (const [index, one] of held.entries()) {
    expect((await readEvent(inbox.current, one.id)).warnings).toEqual([`of ${index}`]);
    const links = await inbox.current.prisma.link.findMany({ where: { eventId: one.id } });
    expect(links).toMatchObject([{ localId: `sku ${index}` }]);
  }
});

test('events that name one record at once both end their step, and the first link of it stays', async () => {
  const { held, writes } = await twoEvents();
  await Promise.all(held.map((one) => writes.begin({ ...BEGIN, held: one })));
  const links = linkRows('suitecrm', [product('shared')]);
  expect(await Promise.all(held.map((one) => writes.finish({ ...END, held: one, links })))).toEqual([true, true]);
  expect(await inbox.current.prisma.link.count({ where: { localId: 'shared' } })).toBe(1);
});

import { expect, it } from 'vitest';
import { useAdminBench } from '../../support/http/admin.ts';
import { importLinks, linkTo } from '../../support/http/import.ts';

const start = useAdminBench();
const MOST = 10_000;

it('ten thousand of the longest links are taken at once and in time, and again', async () => {
  const bench = await start();
  // Three bytes a character, and a hundred thousand links beside them.
  const links = Array.from({ length: MOST }, (_, index) => linkTo('order', `${'訂'.repeat(249)}${index}`));
  await bench.database.database.prisma.$executeRaw`
    INSERT INTO links (crm, module, kind, business_unit, local_id, crm_id, origin)
    SELECT 'suitecrm', 'AOS_Invoices', 'order', 'experience', 'old ' || n, gen_random_uuid()::text, 'created'
    FROM generate_series(1, 100000) AS n`;
  const began = performance.now();
  expect(await importLinks(bench, links)).toEqual({ imported: MOST, unchanged: 0, conflicts: [], missing: [] });
  expect(await importLinks(bench, links)).toMatchObject({ imported: 0, unchanged: MOST });
  expect(performance.now() - began).toBeLessThan(15_000);
  const { conflicts } = await importLinks(
    bench,
    links.map(({ local_id }) => linkTo('order', local_id)),
  );
  expect(conflicts).toHaveLength(MOST);
});

it('one more is refused and named, and a body that holds more than so many is not read', async () => {
  const bench = await start();
  const links = Array.from({ length: MOST + 1 }, (_, index) => linkTo('order', `O${index}`));
  const answer = await bench.ask('POST', '/admin/links/import', { body: { reason: 'moved in', links } });
  expect(answer).toMatchObject({
    status: 422,
    body: { errors: [{ path: '/links', message: `Must not hold more than ${MOST} items.` }] },
  });
  const huge = { reason: 'x'.repeat(33 * 1024 * 1024), links: [] };
  expect(await bench.ask('POST', '/admin/links/import', { body: huge })).toMatchObject({
    status: 413,
    body: { code: 'body_too_large', detail: 'The body is larger than 32 MiB.' },
  });
  const elsewhere = { reason: 'x'.repeat(2 * 1024 * 1024) };
  expect(await bench.ask('POST', '/admin/replays', { body: elsewhere })).toMatchObject({
    status: 413,
    body: { detail: 'The body is larger than 1 MiB.' },
  });
  expect(await bench.database.database.prisma.link.count()).toBe(0);
});

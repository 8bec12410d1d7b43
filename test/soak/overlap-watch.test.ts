import { expect, it } from 'vitest';
import { CallJournal } from '../../lab/simulator/frame/journal.ts';
import { OverlapWatch } from '../../lab/soak/overlap-watch.ts';

/** Calls by module and id, as they arrive at the CRM and leave it. */
function watched(standing: readonly string[] = []) {
  const journal = new CallJournal();
  const watch = new OverlapWatch((_, id) => standing.includes(id));
  return {
    watch,
    arrive(method: string, module: string, id: string, related: string | null = null) {
      const path = related === null ? '/Api/V8/module' : `/Api/V8/module/${module}/${id}/relationships`;
      const call = journal.begin({ method, path, query: '', module, id, body: { data: { id: related ?? id } } });
      watch.arrived(call);
      return { leave: () => journal.end(call, 201) };
    },
  };
}

it('sees two saves of one invoice side by side', () => {
  const { watch, arrive } = watched();
  arrive('POST', 'AOS_Invoices', 'one');
  arrive('PATCH', 'AOS_Invoices', 'one');
  expect(watch.overlaps).toEqual([expect.stringContaining('save of AOS_Invoices one')]);
});

it('lets pass a create of an invoice that stands: it is refused before it saves anything', () => {
  const { watch, arrive } = watched(['one']);
  arrive('POST', 'AOS_Invoices', 'one');
  arrive('PATCH', 'AOS_Invoices', 'one');
  expect(watch.overlaps).toEqual([]);
});

it('lets pass creates of two invoices side by side', () => {
  const { watch, arrive } = watched();
  arrive('POST', 'AOS_Invoices', 'one');
  arrive('POST', 'AOS_Invoices', 'two');
  expect(watch.overlaps).toEqual([]);
});

it('sees a lead that is related and saved at once', () => {
  const { watch, arrive } = watched();
  arrive('POST', 'Leads', 'ann', 'contact');
  arrive('PATCH', 'Leads', 'ann');
  expect(watch.overlaps).toEqual([expect.stringContaining('save of Leads ann')]);
});

it('sees one pair that is related twice at once', () => {
  const { watch, arrive } = watched();
  arrive('POST', 'ProspectLists', 'list', 'ann');
  arrive('POST', 'ProspectLists', 'list', 'ann');
  expect(watch.overlaps).toEqual([expect.stringContaining('relation')]);
});

it('lets pass what follows one another, what concerns different records, and what only reads', () => {
  const { watch, arrive } = watched();
  arrive('POST', 'AOS_Invoices', 'one').leave();
  arrive('POST', 'AOS_Invoices', 'two').leave();
  arrive('PATCH', 'Leads', 'ann');
  arrive('PATCH', 'Leads', 'ben');
  arrive('GET', 'Leads', 'ann');
  arrive('POST', 'ProspectLists', 'list', 'ann');
  arrive('POST', 'ProspectLists', 'list', 'ben');
  expect(watch.overlaps).toEqual([]);
});

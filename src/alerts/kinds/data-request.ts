import type { AlertKind } from '../alert-kind.ts';

/** A customer of a connected shop asks what is kept of them: the law gives a person 30 days to answer. */
export function dataRequest(clock: () => Date): AlertKind {
  let count = 0;
  let last: { readonly shop: string; readonly event: string; readonly at: Date } | null = null;
  return {
    listen(events, wake) {
      events.on('dataRequested', (request) => {
        count += 1;
        last = { ...request, at: clock() };
        wake();
      });
    },
    async collect() {
      if (last === null) return [];
      const { shop, event, at } = last;
      const told = count;
      [count, last] = [0, null];
      const text = `A customer of shop ${shop} asks what is kept of them. A person is to answer within 30 days. Who it is: npm run cli -- events show ${event}`;
      return [{ type: 'alert.data_request', count: told, title: 'A customer asks for their data', text, at }];
    },
  };
}

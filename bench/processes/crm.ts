import { setTimeout as pause } from 'node:timers/promises';
import Value from 'typebox/value';
import { startSuiteCrmSimulator } from '../../lab/simulator/suitecrm/index.ts';
import { type Ask, QuestionSchema, systemMs } from './crm-protocol.ts';

// A simulated SuiteCRM as a process of its own, asked by messages.
let afterMs = 0;
let held: PromiseWithResolvers<void> | null = null;
const crm = await startSuiteCrmSimulator({
  latency: () => (held === null ? afterMs : held.promise.then(() => pause(afterMs))),
});
const clockOffset = systemMs() - performance.now();

process.on('message', (message) => {
  const { id, ask } = Value.Parse(QuestionSchema, message);
  process.send?.({ id, answer: answerTo(ask) });
});
process.on('disconnect', () => process.exit());
process.send?.({ url: crm.url, clientId: crm.client.id, clientSecret: crm.client.secret });

function answerTo(ask: Ask): unknown {
  switch (ask.do) {
    case 'hold':
      held ??= Promise.withResolvers();
      return null;
    case 'answer':
      afterMs = ask.afterMs;
      held?.resolve();
      held = null;
      return null;
    case 'forget':
      crm.journal.clear();
      return null;
    case 'tell calls':
      return crm.journal.calls().map(({ method, module, path, headers, startedAt, finishedAt }) => ({
        method,
        module,
        path,
        requestId: headers['x-request-id'],
        startedAt: startedAt + clockOffset,
        finishedAt: finishedAt === null ? null : finishedAt + clockOffset,
      }));
    case 'tell invoice numbers':
      return crm.records('AOS_Invoices').map(({ values }) => values.number ?? '');
  }
}

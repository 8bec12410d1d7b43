import { pino } from 'pino';
import { describe, expect, it, vi } from 'vitest';
import { startService } from '../../src/service/start-service.ts';
import { callsOf, type StoryCall, tellStory } from '../support/crash-story.ts';
import { matrixPart } from '../support/matrix-part.ts';
import { type ProcessBench, startProcessBench } from '../support/process-bench.ts';
import { benchConfig } from '../support/service.ts';
import { waitFor } from '../support/wait-for.ts';

// While one waits for a lease to run out, another has the machine.
vi.setConfig({ maxConcurrency: 4 });

const LEASE_MS = 800;
const PATIENCE_MS = 60_000;
const quiet = await playQuietly();

describe('the story without a crash', () => {
  it('leaves every row once', () => {
    const { joins, emails, records } = quiet.snapshot;
    for (const rows of [...Object.values(joins), emails]) expect(new Set(rows).size).toBe(rows.length);
    expect(records.AOS_Invoices?.map(({ values }) => values.number).sort()).toEqual(['1', '2']);
    expect(records.AOS_Line_Item_Groups).toHaveLength(3);
    expect(records.AOS_Products_Quotes).toHaveLength(3);
  });
});

describe('a service killed when the CRM has done a call and not yet answered it', () => {
  it.concurrent.each(matrixPart(quiet.calls))('after $name: another one brings the CRM to the same end', (call) =>
    crashAt(call, true),
  );
});

// A look-up or a login leaves the same behind whether the CRM saw it or not: only writes are left.
describe('a service killed before the CRM has done anything for a call', () => {
  const writes = quiet.calls.filter((call) => call.writes);
  it.concurrent.each(matrixPart(writes))('before $name: another one brings the CRM to the same end', (call) =>
    crashAt(call, false),
  );
});

/** Plays the story to its end and tells which calls it took and what then stands in the CRM. */
async function playQuietly() {
  await using bench = await startProcessBench();
  const service = await bench.start();
  await tellStory(service);
  await bench.allDone();
  // A stop in order keeps the compiled code for those that start after it.
  expect(await service.terminate()).toEqual({ code: 0, signal: null });
  return { calls: callsOf(bench), snapshot: bench.crm.snapshot() };
}

async function crashAt(call: StoryCall, commit: boolean): Promise<void> {
  await using bench = await startProcessBench();
  const { crm } = bench;
  crm.faults.add({ match: call.match, action: { kind: 'hang', commit } });
  const service = await bench.start({ LEASE_MS: String(LEASE_MS) });
  await tellStory(service);
  const hung = await waitFor(`${call.name} is with the CRM`, () => crm.faults.applied()[0]?.call ?? null, PATIENCE_MS);
  await service.kill();
  await waitFor('the CRM has noticed', () => hung.finishedAt !== null);

  await using successor = await startSuccessor(bench);
  const events = await bench.allDone();
  expect(crm.snapshot(), successor.log.join('')).toEqual(quiet.snapshot);
  expect(events.some(({ takeovers }) => takeovers > 0)).toBe(true);
}

/** The next service on the database: in this process, since only the crash needs one of its own. */
async function startSuccessor({ database, crm }: ProcessBench) {
  const log: string[] = [];
  const service = await startService(benchConfig(database.url, crm, { worker: { leaseMs: LEASE_MS } }), {
    log: pino({ level: 'warn' }, { write: (line: string) => void log.push(line) }),
  });
  return { log, [Symbol.asyncDispose]: () => service.stop() };
}

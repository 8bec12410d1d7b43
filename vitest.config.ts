import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

/** Crowds, storms, and what takes as long as some limit does. */
const PRESSURE = 'test/pressure/**/*.test.ts';
const MATRIX = 'test/faults/**/*.test.ts';
/** The console in a real browser. */
const BROWSER = 'test/browser/**/*.test.ts';
/** Behind a real PgBouncer. */
const POOLER = 'test/pooler/**/*.test.ts';
const PROCESSES = ['test/processes/**/*.test.ts', 'test/crash/**/*.test.ts', 'test/soak/**/*.test.ts'];

export default defineConfig({
  test: {
    // Most tests wait for a database or a socket: a core to spare is a core wasted.
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    globalSetup: ['test/support/global-setup.ts'],
    reporters: ['default', './test/support/unique-names.ts'],
    // A name that is cut is another test's name as well.
    taskTitleValueFormatTruncate: 0,
    // A guard against what hangs, far from what the slowest machine takes.
    testTimeout: 60_000,
    expect: { poll: { timeout: 10_000 } },
    hookTimeout: 60_000,
    projects: [
      // The quick round of a working day. The files share the loaded modules, which hold no state: a third of the time was loading.
      {
        extends: true,
        test: {
          name: 'behaviour',
          include: ['test/**/*.test.ts'],
          exclude: [MATRIX, PRESSURE, BROWSER, POOLER, ...PROCESSES],
          isolate: false,
        },
      },
      { extends: true, test: { name: 'pressure', include: [PRESSURE], isolate: false } },
      // The service as real processes that are killed, stopped and cut off.
      { extends: true, test: { name: 'processes', include: PROCESSES, testTimeout: 600_000, isolate: false } },
      { extends: true, test: { name: 'browser', include: [BROWSER], isolate: false } },
      { extends: true, test: { name: 'pooler', include: [POOLER], isolate: false } },
      // Every fault at every call of every workflow: minutes, not seconds.
      { extends: true, test: { name: 'faults', include: [MATRIX], isolate: false } },
    ],
  },
});

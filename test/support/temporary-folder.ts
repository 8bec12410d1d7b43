import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { inject } from 'vitest';

/** A new folder that goes with the run, together with any PostgreSQL server in it; it need not be removed. */
export function temporaryFolder(): Promise<string> {
  return mkdtemp(path.join(inject('scratch'), 'folder-'));
}

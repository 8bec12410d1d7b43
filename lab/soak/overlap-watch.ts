import type { JournaledCall } from '../simulator/suitecrm/index.ts';

const SAVED_WHOLE = new Set(['Leads', 'Contacts', 'AOS_Products', 'AOS_Invoices']);

/**
 * Finds calls that must not run side by side in the CRM and do: saves of one record
 * (the later one writes back what it read), and relations of one pair (two join rows). Sees each call at its arrival and keeps
 * only those under way, so that a journal of any length can be forgotten.
 */
export class OverlapWatch {
  readonly overlaps: string[] = [];
  readonly #stands: (module: string, id: string) => boolean;
  #running: { readonly call: JournaledCall; readonly keys: readonly string[] }[] = [];

  /** `stands`: whether the CRM has a record. A create of one that stands is refused: it saves nothing. */
  constructor(stands: (module: string, id: string) => boolean = () => false) {
    this.#stands = stands;
  }

  /** Takes note of a call that arrives. */
  arrived(call: JournaledCall): void {
    const { method, module, id, path } = call;
    const isCreate = method === 'POST' && !path.includes('/relationships');
    if (isCreate && module !== null && id !== null && this.#stands(module, id)) return;
    const keys = keysOf(call);
    if (keys.length === 0) return;
    this.#running = this.#running.filter((earlier) => earlier.call.finishedAt === null);
    for (const earlier of this.#running) {
      const shared = keys.find((key) => earlier.keys.includes(key));
      if (shared !== undefined) this.overlaps.push(tell(shared, earlier.call, call));
    }
    this.#running.push({ call, keys });
  }
}

function keysOf({ method, path, module, id, body }: JournaledCall): string[] {
  if (method === 'GET' || module === null) return [];
  if (path.includes('/relationships')) {
    // Each save of a person writes the rows of its addresses anew.
    const saves = module === 'Leads' || path.includes('/relationships/email_addresses');
    const saved = saves ? [`save of ${module} ${id}`] : [];
    return [`relation ${path} to ${relatedId(body)}`, ...saved];
  }
  return SAVED_WHOLE.has(module) ? [`save of ${module} ${id}`] : [];
}

function relatedId(body: unknown): string {
  const data = typeof body === 'object' && body !== null && 'data' in body ? body.data : null;
  return typeof data === 'object' && data !== null && 'id' in data ? String(data.id) : '';
}

function tell(what: string, earlier: JournaledCall, later: JournaledCall): string {
  const name = ({ seq, method, module, id, fault }: JournaledCall) =>
    `call ${seq} ${method} ${module} ${id}${fault === null ? '' : ` (${fault})`}`;
  const gap = (later.startedAt - earlier.startedAt).toFixed(1);
  return `${what}: ${name(later)} arrived ${gap} ms after ${name(earlier)}, which was under way`;
}

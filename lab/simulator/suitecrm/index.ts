export {
  type CallFault,
  type FaultAction,
  type FaultApplication,
  type FaultMatch,
  faultActions,
  type LostRecord,
} from './faults.ts';
export type { Latency } from './http/server.ts';
export type { JournaledCall } from './journal.ts';
export { type SimulatorOptions, type SuiteCrmSimulator, startSuiteCrmSimulator } from './simulator.ts';
export type { RecordSnapshot, Snapshot, SnapshotOptions } from './snapshot.ts';
export type { EmailLink } from './store/email-book.ts';
export type { JoinRow } from './store/join-table.ts';
export type { Row } from './store/table.ts';

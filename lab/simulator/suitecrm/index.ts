export { faultActions } from '../frame/fault-actions.ts';
export type { FaultMatch } from '../frame/faults.ts';
export type { JournaledCall } from '../frame/journal.ts';
export type { LostRecord, SuiteCrmFaultAction } from './faults.ts';
export { type SimulatorOptions, type SuiteCrmSimulator, startSuiteCrmSimulator } from './simulator.ts';
export type { RecordSnapshot, Snapshot, SnapshotOptions } from './snapshot.ts';
export type { EmailLink } from './store/email-book.ts';
export type { JoinRow } from './store/join-table.ts';
export type { Row } from './store/table.ts';

export type { JournaledCall } from '../frame/journal.ts';
export { type IkcrmFault, type IkcrmFaultAction, ikcrmFaultActions } from './faults.ts';
export type { Account } from './sessions.ts';
export { type IkcrmSimulator, type IkcrmSimulatorOptions, startIkcrmSimulator } from './simulator.ts';
export type { AssetLine, LineValues } from './store.ts';

import type { BenchPart } from './part.ts';
import { backlog } from './parts/backlog.ts';
import { drain } from './parts/drain.ts';
import { intake } from './parts/intake.ts';
import { latency } from './parts/latency.ts';
import { memory } from './parts/memory.ts';
import { replicas } from './parts/replicas.ts';
import { scale } from './parts/scale.ts';
import { start } from './parts/start.ts';
import { telemetry } from './parts/telemetry.ts';

/** All parts, in the order in which they run. */
export const PARTS: readonly BenchPart[] = [intake, scale, drain, latency, start, backlog, memory, replicas, telemetry];

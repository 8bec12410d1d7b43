import type { Config } from '../config/config.ts';
import type { Telemetry, TelemetryOptions, TelemetryTimings } from '../telemetry/telemetry.ts';

/** A collector that takes longer loses what it was sent; one that is there again soon gets it. */
export const TELEMETRY_TIMINGS: TelemetryTimings = {
  spanDelayMs: 5_000,
  timeoutMs: 10_000,
  againMs: [500, 1_000, 2_000, 4_000],
  flushMs: 2_000,
};

/** The telemetry of a service, which hears from now on; null where nobody is to get it, and then OpenTelemetry's SDK is not loaded. */
export async function connectTelemetry(
  config: Config['telemetry'],
  options: TelemetryOptions,
): Promise<Telemetry | null> {
  if (config === null) return null;
  const { startTelemetry } = await import('../telemetry/telemetry.ts');
  return startTelemetry(config, options);
}

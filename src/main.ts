import { pino } from 'pino';
import type { Config } from './config/config.ts';
import { ConfigError } from './config/config-error.ts';
import { loadEnvFile } from './config/env-file.ts';
import { loadConfig } from './config/load-config.ts';
import { releaseVersion } from './config/release.ts';
import { endInOrder } from './service/end-in-order.ts';
import { giveBackLater } from './service/give-back-memory.ts';
import { createLogger } from './service/logger.ts';
import { startService } from './service/start-service.ts';

// Room for the last answers and the database after the events in work were given back.
const CLOSING_MS = 5_000;

/**
 * Settles once the service listens, or could not. Not awaited here: parts of a bundle that are loaded later import from this file, and would
 * wait for its end.
 */
export const started = main();

async function main(): Promise<void> {
  const config = readConfig();
  if (config === null) return;
  const log = createLogger(config.logLevel);
  try {
    const starting = startService(config, { log });
    // Before it listens: a stop may come as soon as somebody sees that it does, and earlier.
    endInOrder(config.shutdownGraceMs + CLOSING_MS, async ({ err, signal }) => {
      if (err !== null) log.fatal({ err }, 'tillbridge stops on an unexpected error');
      else log.info({ signal }, 'tillbridge is stopping');
      await (await starting).stop();
      log.info('tillbridge has stopped');
    });
    const { url, adminUrl } = await starting;
    const admin = adminUrl === url ? {} : { adminUrl };
    log.info({ url, ...admin, version: releaseVersion() }, 'tillbridge is listening');
    giveBackLater(globalThis.gc);
  } catch (error) {
    log.fatal({ err: error }, 'tillbridge could not start');
    process.exitCode = 1;
  }
}

function readConfig(): Config | null {
  try {
    loadEnvFile();
    return loadConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    // It names every problem by itself.
    pino().fatal(error.message);
    process.exitCode = 1;
    return null;
  }
}

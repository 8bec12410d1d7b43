import type { FastifyInstance } from 'fastify';
import type { ListenConfig } from '../config/config.ts';
import { TillbridgeError } from '../domain/errors.ts';
import type { Apps } from '../http/app.ts';

/** An address at which the service is to listen is not to be had. */
export class AddressUnavailable extends TillbridgeError {
  readonly code = 'address_unavailable';
  readonly errorClass = 'permanent';
}

/** Where a service listens. */
export interface Addresses {
  readonly url: string;
  /** Where its admin routes are; the same where these have no port of their own. */
  readonly adminUrl: string;
}

/**
 * Lets both apps listen, or none of them: where one cannot, both are closed.
 * @throws {AddressUnavailable}
 */
export async function listen({ app, adminApp }: Apps, { host, port, shared, admin }: ListenConfig): Promise<Addresses> {
  try {
    const url = await listenAt(app, { host, port, shared }, ['HOST', 'PORT']);
    if (adminApp === null || admin === null) return { url, adminUrl: url };
    return { url, adminUrl: await listenAt(adminApp, { ...admin, shared }, ['ADMIN_HOST', 'ADMIN_PORT']) };
  } catch (error) {
    await Promise.all([app.close(), adminApp?.close()]);
    throw error;
  }
}

async function listenAt(
  app: FastifyInstance,
  { host, port, shared }: Omit<ListenConfig, 'admin'>,
  [hostName, portName]: readonly [host: string, port: string],
): Promise<string> {
  // Fastify hands on what its types do not name.
  const where = { host, port, reusePort: shared };
  try {
    return await app.listen(where);
  } catch (error) {
    throw new AddressUnavailable(
      `The service cannot listen at ${host}, port ${port} (${codeOfListening(error)}): see whether another program does, and what ${hostName} and ${portName} say.`,
      { cause: error },
    );
  }
}

/** The system's word, such as `EADDRINUSE`. */
function codeOfListening(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}

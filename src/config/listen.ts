import type { ListenConfig } from './config.ts';
import type { Environment } from './environment.ts';

/** Where to listen, and where for ops alone: `ADMIN_PORT` parts them. */
export function readListen(environment: Environment): ListenConfig {
  const { HOST: host, PORT: port, SHARE_PORT: shared, ADMIN_HOST, ADMIN_PORT } = environment.values;
  if (ADMIN_PORT !== undefined && ADMIN_PORT !== 0 && ADMIN_PORT === port)
    environment.problem('ADMIN_PORT', 'must be another port than PORT');
  // Who sets it alone believes that the admin routes are kept to that address.
  if (ADMIN_HOST !== undefined && !environment.isSet('ADMIN_PORT'))
    environment.problem('ADMIN_HOST', 'is set without ADMIN_PORT, whose address it is');
  return {
    host,
    port,
    shared,
    admin: ADMIN_PORT === undefined ? null : { host: ADMIN_HOST ?? host, port: ADMIN_PORT },
  };
}

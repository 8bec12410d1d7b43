/** What whoever runs the service on the embedded PostgreSQL is to know; said at each start and by the doctor. */
export const EMBEDDED_NOTICE =
  'The embedded PostgreSQL is a beta build from npm, on this machine alone, without backups';
export const EMBEDDED_ADVICE = 'In production set DATABASE_URL to a PostgreSQL of its own';

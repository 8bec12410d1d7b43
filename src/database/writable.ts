/** Gives one row with one boolean. In a session that is read-only by itself (a standby, `default_transaction_read_only`) so is this very statement. */
export const TAKES_WRITES = `SELECT NOT current_setting('transaction_read_only')::boolean AS "takesWrites"`;

export const NO_WRITES = 'The database takes no writes: it is a standby, or default_transaction_read_only is on.';

/** A token as a header can carry it to the CRM again, call after call: visible ASCII, and no longer than servers take headers. */
export const TOKEN = '^[\\x21-\\x7e]{1,4096}$';

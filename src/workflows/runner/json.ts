/** JSON as the journal keeps it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

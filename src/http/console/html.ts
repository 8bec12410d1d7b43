import { html } from 'hono/html';

export { html };

/** Markup, in which whatever was put in is escaped. Parts that are markup themselves stay so; null and false are nothing. */
export type Html = ReturnType<typeof html>;

/** What can stand in markup. */
export type Content = Html | string | number | null | readonly Html[];

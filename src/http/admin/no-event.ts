import { HttpError } from '../http-error.ts';

/** There is no event of that id. */
export function noEvent(id: string): HttpError {
  return new HttpError(404, 'event_unknown', `There is no event ${JSON.stringify(id.slice(0, 100))}.`);
}

import type { IncomingHttpHeaders } from 'node:http';
import { MIMEType } from 'node:util';
import type { FastifyInstance } from 'fastify';
import { HttpError } from './problem.ts';

const UTF_8 = /^\s*(['"]?)utf-?8\1\s*$/i;
const QUOTED = /"(?:[^"\\]|\\.)*"/g;
const CHARSET = /;\s*charset\s*=/gi;

/**
 * Refuses bodies to `app` that say they are compressed, or text of another charset than UTF-8: read as they are they would be taken
 * for broken JSON, or for other names than were sent.
 */
export function refuseCodedBodies(app: FastifyInstance): void {
  app.addHook('preParsing', ({ headers }, reply, payload, done) => {
    const error = announcesBody(headers) ? faultOf(headers) : null;
    // What may be sent instead (RFC 9110, 15.5.16).
    if (error?.code === CODED) reply.header('accept-encoding', 'identity');
    done(error, payload);
  });
}

const CODED = 'content_encoding_unsupported';

function faultOf(headers: IncomingHttpHeaders): HttpError | null {
  if (isCoded(headers['content-encoding'] ?? '')) {
    return new HttpError(415, CODED, 'The body must be sent as it is, without a content encoding such as gzip.');
  }
  const contentType = headers['content-type'] ?? '';
  if (!namesSeveral(contentType) && UTF_8.test(charsetOf(contentType))) return null;
  return new HttpError(
    415,
    'charset_unsupported',
    'The body must be in UTF-8, and its content type say no other charset.',
  );
}

function announcesBody(headers: IncomingHttpHeaders): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0;
}

function isCoded(contentEncoding: string): boolean {
  if (contentEncoding === '') return false;
  return contentEncoding.split(',').some((coding) => !['', 'identity'].includes(coding.trim().toLowerCase()));
}

// Who takes the last of several reads other names than who takes the first.
function namesSeveral(contentType: string): boolean {
  if (!contentType.includes(';')) return false;
  const bare = contentType.replace(QUOTED, '');
  return (bare.match(CHARSET)?.length ?? 0) > 1;
}

/** The charset that a content type names; UTF-8 where it names none, or is none: that is refused as such. */
function charsetOf(contentType: string): string {
  if (!contentType.includes(';')) return 'utf-8';
  try {
    return new MIMEType(contentType).params.get('charset') ?? 'utf-8';
  } catch {
    return 'utf-8';
  }
}

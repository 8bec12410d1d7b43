import type { SignedRequest } from '../../webhooks/sign-request.ts';

/** A request as a command for a POSIX shell that sends exactly its bytes. */
export function curlCommand({ method, url, headers, body }: SignedRequest): string {
  return [
    `curl -sS -X ${method} ${quoted(url)}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    // Unlike --data, it takes no @ for the name of a file.
    `--data-raw ${quoted(body)}`,
  ].join(' \\\n  ');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

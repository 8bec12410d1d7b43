import type { SignedRequest } from '../../webhooks/sign-request.ts';
import { ANSWER_TIMEOUT_MS, parseAnswer, refusedWith, unreachable } from '../api/ask.ts';

/** Posts a request as it is, and gives the answer's JSON. @throws {Refused} {CommandFailed} */
export async function post({ url, method, headers, body }: SignedRequest): Promise<unknown> {
  let answer: { readonly status: number; readonly text: string };
  try {
    const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
    const response = await fetch(url, { method, headers, body, redirect: 'manual', signal });
    // Kept as text, since a proxy may answer with anything.
    answer = { status: response.status, text: await response.text() };
  } catch (error) {
    throw unreachable(new URL(url).origin, error);
  }
  if (answer.status >= 200 && answer.status < 300) return parseAnswer(answer.text);
  throw refusedWith(answer.status, answer.text, new URL(url));
}

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

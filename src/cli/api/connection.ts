import { readAdminTokens } from '../../config/admin-tokens.ts';
import { Environment } from '../../config/environment.ts';
import { WrongUsage } from '../errors.ts';
import type { Invocation } from '../invocation.ts';

const DEFAULT_PORT = '3000';

/** Where the service listens, without a slash at its end. */
export function serviceUrl({ terminal, text }: Invocation): string {
  const environment = new Environment(terminal.env);
  const port = environment.text('PORT', DEFAULT_PORT);
  const url = text('url') ?? environment.text('TILLBRIDGE_URL', `http://127.0.0.1:${port}`);
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new WrongUsage(`The address of the service must start with http:// or https://, not "${url}"`);
  }
  return url.replace(/\/+$/, '');
}

/** The token to ask with. */
export function adminToken({ terminal, text }: Invocation): string {
  const environment = new Environment(terminal.env);
  const token = text('token') ?? environment.optional('TILLBRIDGE_TOKEN') ?? readAdminTokens(environment)[0]?.token;
  const [problem] = environment.problems;
  if (problem !== undefined) throw new WrongUsage(problem);
  if (token === undefined || token === '') {
    throw new WrongUsage('There is no admin token: give --token, or set TILLBRIDGE_TOKEN or ADMIN_TOKENS');
  }
  return token;
}

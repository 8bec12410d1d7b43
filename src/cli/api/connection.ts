import { readAdminTokens } from '../../config/admin-tokens.ts';
import { type Environment, readEnvironment } from '../../config/environment.ts';
import type { VariableName } from '../../config/variables.ts';
import { WrongUsage } from '../errors.ts';
import type { Invocation } from '../invocation.ts';

/** Where the service takes webhooks, without a slash at its end. */
export function webhooksUrl({ terminal, text }: Invocation): string {
  return checked(text('url') ?? set(terminal.env.TILLBRIDGE_URL) ?? onThisMachine(terminal.env, 'PORT'));
}

/** Where the admin routes of the service are, without a slash at its end. */
export function adminUrl({ terminal: { env }, text }: Invocation): string {
  const named = text('admin-url') ?? text('url') ?? set(env.TILLBRIDGE_ADMIN_URL) ?? set(env.TILLBRIDGE_URL);
  return checked(named ?? onThisMachine(env, set(env.ADMIN_PORT) === undefined ? 'PORT' : 'ADMIN_PORT'));
}

function checked(url: string): string {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new WrongUsage(`The address of the service must start with http:// or https://, not "${url}"`);
  }
  return url.replace(/\/+$/, '');
}

/** The token to ask with. */
export function adminToken({ terminal, text }: Invocation): string {
  const token = text('token') ?? set(terminal.env.TILLBRIDGE_TOKEN) ?? firstToken(terminal.env);
  if (token === undefined || token === '') {
    throw new WrongUsage('There is no admin token: give --token, or set TILLBRIDGE_TOKEN or ADMIN_TOKENS');
  }
  return token;
}

/** Throws `WrongUsage` where this variable is wrong; what is wrong with others is not this command's business. */
export function refuseWrong({ problems }: Environment, name: VariableName): void {
  const problem = problems.find((sentence) => sentence.startsWith(`${name} `));
  if (problem !== undefined) throw new WrongUsage(problem);
}

function onThisMachine(env: NodeJS.ProcessEnv, name: 'PORT' | 'ADMIN_PORT'): string {
  const environment = readEnvironment(env);
  refuseWrong(environment, name);
  return `http://127.0.0.1:${environment.values[name]}`;
}

function firstToken(env: NodeJS.ProcessEnv): string | undefined {
  const environment = readEnvironment(env);
  const [first] = readAdminTokens(environment);
  refuseWrong(environment, 'ADMIN_TOKENS');
  return first?.token;
}

/** A variable without white space around it; undefined for one that holds nothing else. */
function set(value: string | undefined): string | undefined {
  return value?.trim() || undefined;
}

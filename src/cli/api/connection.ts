import { readAdminTokens } from '../../config/admin-tokens.ts';
import { type Environment, readEnvironment } from '../../config/environment.ts';
import { givenValue } from '../../config/given-value.ts';
import type { VariableName } from '../../config/variables.ts';
import { WrongUsage } from '../errors.ts';
import type { Invocation } from '../invocation.ts';

/** Where the service takes webhooks, without a slash at its end. */
export function webhooksUrl({ terminal: { env }, text }: Invocation): string {
  return checked(text('url') ?? given(env, 'TILLBRIDGE_URL') ?? onThisMachine(env, 'PORT'));
}

/** Where the admin routes of the service are, without a slash at its end. */
export function adminUrl({ terminal: { env }, text }: Invocation): string {
  const named = text('admin-url') ?? text('url') ?? given(env, 'TILLBRIDGE_ADMIN_URL') ?? given(env, 'TILLBRIDGE_URL');
  return checked(named ?? onThisMachine(env, given(env, 'ADMIN_PORT') === undefined ? 'PORT' : 'ADMIN_PORT'));
}

function checked(url: string): string {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new WrongUsage(`The address of the service must start with http:// or https://, not "${url}"`);
  }
  return url.replace(/\/+$/, '');
}

/** The token to ask with. */
export function adminToken({ terminal, text }: Invocation): string {
  const token = text('token') ?? given(terminal.env, 'TILLBRIDGE_TOKEN') ?? firstToken(terminal.env);
  if (token === undefined || token === '') {
    throw new WrongUsage('There is no admin token: give --token, or set TILLBRIDGE_TOKEN or ADMIN_TOKENS');
  }
  return token;
}

/** Throws `WrongUsage` where this variable is wrong; what is wrong with others is not this command's business. */
export function refuseWrong({ problems }: Environment, name: VariableName): void {
  const problem = problems.find((sentence) => [name, `${name}_FILE`].includes(sentence.split(' ', 1)[0] ?? ''));
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

/** What a variable, or the file of its `NAME_FILE`, holds; undefined where neither is set. */
function given(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const found = givenValue(env, name);
  if (found !== null && 'problem' in found) throw new WrongUsage(found.problem);
  return found?.value;
}

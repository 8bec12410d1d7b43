import { readAdminTokens } from '../../config/admin-tokens.ts';
import { type Environment, readEnvironment } from '../../config/environment.ts';
import type { VariableName } from '../../config/variables.ts';
import { WrongUsage } from '../errors.ts';
import type { Invocation } from '../invocation.ts';

/** Where the service listens, without a slash at its end. */
export function serviceUrl({ terminal, text }: Invocation): string {
  const url = text('url') ?? set(terminal.env.TILLBRIDGE_URL) ?? `http://127.0.0.1:${portOf(terminal.env)}`;
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

function portOf(env: NodeJS.ProcessEnv): number {
  const environment = readEnvironment(env);
  refuseWrong(environment, 'PORT');
  return environment.values.PORT;
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

import { readAdminTokens } from '../../config/admin-tokens.ts';
import { type Environment, readEnvironment } from '../../config/environment.ts';
import { givenValue } from '../../config/given-value.ts';
import type { VariableName } from '../../config/variables.ts';
import { WrongUsage } from '../errors.ts';
import type { Invocation } from '../invocation.ts';

/** Where the service listens, without a slash at its end. */
export function serviceUrl({ terminal, text }: Invocation): string {
  const url = text('url') ?? given(terminal.env, 'TILLBRIDGE_URL') ?? `http://127.0.0.1:${portOf(terminal.env)}`;
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

/** What a variable, or the file of its `NAME_FILE`, holds; undefined where neither is set. */
function given(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const found = givenValue(env, name);
  if (found !== null && 'problem' in found) throw new WrongUsage(found.problem);
  return found?.value;
}

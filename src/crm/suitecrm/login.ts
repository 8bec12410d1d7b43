import Type from 'typebox';
import { Compile } from 'typebox/compile';
import type { SuiteCrmConfig } from '../../config/config.ts';
import { TOKEN } from '../token-form.ts';
import { suiteCrmCall } from './call.ts';

const TokenAnswer = Compile(
  Type.Object({
    access_token: Type.String({ pattern: TOKEN }),
    // Always 3600 in 7.14; RFC 6749 lets it be left out.
    expires_in: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
  }),
);

export const LOGIN = suiteCrmCall({ operation: 'login', verb: 'POST', module: 'access_token', id: null });

/** The form for /Api/access_token: OAuth2 client_credentials, or the password grant where a user is set. */
export function loginForm(config: SuiteCrmConfig): string {
  const { user } = config;
  return new URLSearchParams({
    grant_type: user === null ? 'client_credentials' : 'password',
    client_id: config.clientId,
    client_secret: config.clientSecret,
    ...(user === null ? {} : { username: user.name, password: user.password }),
  }).toString();
}

/** The token and its life in milliseconds; null when the answer has another shape. */
export function readToken(json: unknown): { readonly value: string; readonly lifeMs: number } | null {
  return TokenAnswer.Check(json) ? { value: json.access_token, lifeMs: (json.expires_in ?? 3600) * 1000 } : null;
}

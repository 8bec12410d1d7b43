import type { Config } from './config.ts';
import type { Environment } from './environment.ts';

const NAME = 'ADMIN_TOKENS';
/** Shorter ones can be guessed over the network. */
const SHORTEST_TOKEN = 16;

/** Comma-separated `name:token` pairs, tokens of at least 16 characters; none means that nobody has access. */
export function readAdminTokens(environment: Environment): Config['adminTokens'] {
  const pairs = environment.values[NAME].split(',').map((pair) => pair.trim());
  const tokens = pairs.filter((pair) => pair !== '').map((pair, index) => read(pair, `pair ${index + 1}`, environment));
  for (const [part, values] of [
    ['name', tokens.map(({ name }) => name)],
    ['token', tokens.map(({ token }) => token)],
  ] as const) {
    if (new Set(values).size < values.length) environment.problem(NAME, `must not hold the same ${part} twice`);
  }
  return tokens;
}

function read(pair: string, which: string, environment: Environment): { name: string; token: string } {
  const colon = pair.indexOf(':');
  const name = pair.slice(0, Math.max(colon, 0)).trim();
  const token = pair.slice(colon + 1).trim();
  if (!/^[\w.@-]{1,64}$/.test(name)) {
    environment.problem(
      NAME,
      `must hold name:token pairs, names of 1 to 64 letters, digits and . _ @ -: ${which} does not`,
    );
  }
  // What a Bearer header can carry (RFC 6750).
  if (!/^[\x21-\x7e]+$/.test(token)) {
    environment.problem(NAME, `must hold tokens of visible ASCII characters: ${which} does not`);
  } else if (colon >= 0 && token.length < SHORTEST_TOKEN) {
    environment.problem(
      NAME,
      `must hold tokens of at least ${SHORTEST_TOKEN} characters, long and random: that of ${which} has ${token.length}`,
    );
  }
  return { name, token };
}

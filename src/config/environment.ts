import { Compile } from 'typebox/compile';
import Value from 'typebox/value';
import { VARIABLES, type VariableName, type Variables } from './variables.ts';

const Whole = Compile(VARIABLES);
const WHOLE_NUMBER = /^\d{1,15}$/;
const PLAIN_NUMBER = /^\d{1,9}(?:\.\d{1,9})?$/;

/** The variables that could be read, and what is wrong with the others: each a sentence that begins with its name. */
export interface Environment {
  readonly values: Variables;
  /** Notes a problem. Never put a value in it: it may be a secret. */
  problem(name: VariableName, what: string): void;
  /** Whether it is given, be it right or wrong. */
  isSet(name: VariableName): boolean;
  readonly problems: string[];
}

/**
 * Reads the environment by the schema of its variables. A value without anything but white space counts as unset; what is wrong is
 * noted and stands at its default, so that all can be named at once.
 */
export function readEnvironment(env: NodeJS.ProcessEnv): Environment {
  const problems: string[] = [];
  const texts = textsOf(env);
  const environment = {
    problems,
    problem: (name: VariableName, what: string) => void problems.push(`${name} ${what}`),
    isSet: (name: VariableName) => texts.has(name),
  };
  const given = withDefaults(texts);
  if (Whole.Check(given)) return { ...environment, values: given };
  for (const { instancePath, message } of Whole.Errors(given)) {
    const name = NAMES.find((known) => instancePath === `/${known}`);
    if (name === undefined) continue;
    environment.problem(name, message);
    texts.delete(name);
  }
  const sound = Value.Parse(VARIABLES, withDefaults(texts));
  return { ...environment, isSet: (name) => textsOf(env).has(name), values: sound };
}

function withDefaults(texts: ReadonlyMap<VariableName, unknown>): unknown {
  return Value.Default(VARIABLES, Object.fromEntries(texts));
}

const NAMES: readonly VariableName[] = Object.keys(VARIABLES.properties).filter(isName);

function isName(name: string): name is VariableName {
  return Object.hasOwn(VARIABLES.properties, name);
}

/** The variables that are set, in the types of their schemas as far as they can be. */
function textsOf(env: NodeJS.ProcessEnv): Map<VariableName, unknown> {
  const texts = new Map<VariableName, unknown>();
  for (const name of NAMES) {
    const text = env[name]?.trim() ?? '';
    if (text !== '') texts.set(name, typed(VARIABLES.properties[name], text));
  }
  return texts;
}

function typed(schema: object, text: string): unknown {
  const reads = 'reads' in schema ? schema.reads : 'text';
  if (reads === 'integer') return WHOLE_NUMBER.test(text) ? Number(text) : text;
  if (reads === 'number') return PLAIN_NUMBER.test(text) ? Number(text) : text;
  if (reads === 'boolean') return text === 'true' || (text === 'false' ? false : text);
  return text;
}

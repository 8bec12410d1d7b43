import { Compile } from 'typebox/compile';
import Value from 'typebox/value';
import { givenValue } from './given-value.ts';
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
 * Reads the environment by the schema of its variables, each from itself or from the file that `NAME_FILE` names. A value without anything but
 * white space counts as unset; what is wrong is noted and stands at its default, so that all can be named at once.
 */
export function readEnvironment(env: NodeJS.ProcessEnv): Environment {
  const problems: string[] = [];
  const set = new Set<VariableName>();
  const texts = new Map<VariableName, unknown>();
  for (const name of NAMES) {
    const given = givenValue(env, name);
    if (given === null) continue;
    set.add(name);
    if ('problem' in given) problems.push(given.problem);
    else texts.set(name, typed(VARIABLES.properties[name], given.value));
  }
  const environment = {
    problems,
    problem: (name: VariableName, what: string) => void problems.push(`${name} ${what}`),
    isSet: (name: VariableName) => set.has(name),
  };
  const whole = withDefaults(texts);
  if (Whole.Check(whole)) return { ...environment, values: whole };
  for (const { instancePath, message } of Whole.Errors(whole)) {
    const name = NAMES.find((known) => instancePath === `/${known}`);
    if (name === undefined) continue;
    environment.problem(name, message);
    texts.delete(name);
  }
  return { ...environment, values: Value.Parse(VARIABLES, withDefaults(texts)) };
}

function withDefaults(texts: ReadonlyMap<VariableName, unknown>): unknown {
  return Value.Default(VARIABLES, Object.fromEntries(texts));
}

const NAMES: readonly VariableName[] = Object.keys(VARIABLES.properties).filter(isName);

function isName(name: string): name is VariableName {
  return Object.hasOwn(VARIABLES.properties, name);
}

/** A text in the type of its schema, as far as it can be. */
function typed(schema: object, text: string): unknown {
  const reads = 'reads' in schema ? schema.reads : 'text';
  if (reads === 'integer') return WHOLE_NUMBER.test(text) ? Number(text) : text;
  if (reads === 'number') return PLAIN_NUMBER.test(text) ? Number(text) : text;
  if (reads === 'boolean') return text === 'true' || (text === 'false' ? false : text);
  return text;
}

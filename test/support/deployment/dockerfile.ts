import { readFileSync } from 'node:fs';
import Type from 'typebox';
import Value from 'typebox/value';

/** One stage of the Dockerfile. */
export interface ImageStage {
  readonly name: string | null;
  readonly from: string;
  /** Its instructions, each as one line. */
  readonly instructions: readonly string[];
}

const Words = Type.Array(Type.String());

/** The default of a build argument that stands before the first stage. */
export function buildArgument(name: string): string {
  const found = linesOf(readFileSync('Dockerfile', 'utf8')).find((line) => line.startsWith(`ARG ${name}=`));
  if (found === undefined) throw new Error(`The Dockerfile has no ARG ${name}`);
  return found.slice(`ARG ${name}=`.length);
}

/** The stages of the Dockerfile; the last one is the product. */
export function imageStages(): ImageStage[] {
  const lines = linesOf(readFileSync('Dockerfile', 'utf8'));
  const starts = lines.flatMap((line, index) => (line.startsWith('FROM ') ? [index] : []));
  return starts.map((start, index) => {
    const [, from = '', name = null] = /^FROM (\S+)(?: AS (\S+))?$/.exec(lines[start] ?? '') ?? [];
    return { name, from, instructions: lines.slice(start + 1, starts[index + 1]) };
  });
}

/** The stage of a name, or the product. */
export function imageStage(name: string | null): ImageStage {
  const stages = imageStages();
  const stage = name === null ? stages.at(-1) : stages.find((each) => each.name === name);
  if (stage === undefined) throw new Error(`The Dockerfile has no stage ${name}`);
  return stage;
}

/** What an instruction in the exec form runs, such as that of `CMD`. */
export function execForm(stage: ImageStage, instruction: string): string[] {
  const line = stage.instructions.findLast((each) => each.startsWith(`${instruction} `)) ?? '';
  return Value.Parse(Words, JSON.parse(/\[.*\]$/.exec(line)?.[0] ?? 'null'));
}

/** Without comments and blank lines, continued lines joined. */
function linesOf(text: string): string[] {
  const joined = text.replaceAll(/^#.*\n/gm, '').replaceAll(/\s*\\\n\s*/g, ' ');
  return joined.split('\n').filter((line) => line.trim() !== '');
}

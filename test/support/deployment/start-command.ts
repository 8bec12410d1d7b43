import { readFileSync } from 'node:fs';
import Type from 'typebox';
import Value from 'typebox/value';

const Package = Type.Object({ scripts: Type.Object({ start: Type.String() }) });

/** What `npm start` runs: Node's flags, and the file. */
export function startCommand(): { readonly flags: readonly string[]; readonly file: string } {
  const { scripts } = Value.Parse(Package, JSON.parse(readFileSync('package.json', 'utf8')));
  const [exec, node, ...words] = scripts.start.split(' ');
  if (exec !== 'exec' || node !== 'node') throw new Error('npm start must put Node in the place of the shell');
  return { flags: words.slice(0, -1), file: words.at(-1) ?? '' };
}

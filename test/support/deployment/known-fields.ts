import path from 'node:path';
import ts from 'typescript';

/** Something that is to fit a type as an object literal does: with all members that are required, and none that the type does not know. */
export interface TypedLiteral {
  /** What it is called where it does not fit. */
  readonly name: string;
  readonly module: string;
  readonly type: string;
  readonly literal: object;
}

const OPTIONS: ts.CompilerOptions = {
  noEmit: true,
  strict: true,
  skipLibCheck: true,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  lib: ['lib.esnext.d.ts'],
  types: [],
};

/** What the compiler says of each that does not fit. Schemas of Kubernetes let unknown fields pass. */
export function misfits(literals: readonly TypedLiteral[]): string[] {
  // They stand where modules are found, and nowhere on a disk.
  const files = new Map(
    literals.map(({ name, module, type, literal }, index) => [
      path.resolve(`typed-literal-${index}.mts`),
      {
        name,
        text: `import type { ${type} } from '${module}';\nexport const it: ${type} = ${JSON.stringify(literal)};\n`,
      },
    ]),
  );
  const host = ts.createCompilerHost(OPTIONS);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => files.has(path.resolve(file)) || fileExists(file);
  host.readFile = (file) => files.get(path.resolve(file))?.text ?? readFile(file);
  host.getSourceFile = (file, options) => {
    const own = files.get(path.resolve(file));
    return own === undefined ? getSourceFile(file, options) : ts.createSourceFile(file, own.text, options);
  };
  const program = ts.createProgram([...files.keys()], OPTIONS, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ file, messageText }) => `${nameOf(file)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);

  function nameOf(file: ts.SourceFile | undefined): string {
    return files.get(path.resolve(file?.fileName ?? ''))?.name ?? 'the compiler';
  }
}

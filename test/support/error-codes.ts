import ts from 'typescript';
import { ERROR_CLASSES } from '../../src/domain/errors.ts';
import { sourceFiles } from './source-files.ts';

/** What the source says of one code, as far as it is written out. */
export interface SaidOfCode {
  readonly classes: Set<string>;
  readonly statuses: Set<number>;
}

/** Every code of an error or a problem in the source; `beginnings`: of codes that are put together, such as `event_`. */
export interface ErrorCodes {
  readonly codes: ReadonlyMap<string, SaidOfCode>;
  readonly beginnings: ReadonlySet<string>;
}

/** What a class of errors is made with. */
interface ErrorClassDeclared {
  readonly base: string | null;
  /** The names of what its constructor takes; null where it has none of its own. */
  readonly takes: readonly string[] | null;
  /** What `errorClass` is set to; empty where that is not written out. */
  readonly classes: readonly string[];
}

/** Members beside `code` by which an object is known to be about a failure. */
const OF_A_FAILURE = ['detail', 'status', 'errorClass', 'class'];

/** Reads the codes out of `src`, by its syntax. Throws where one is written in a way that it cannot follow. */
export async function readErrorCodes(): Promise<ErrorCodes> {
  const files = (await sourceFiles('src')).map(({ path, text }) =>
    ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true),
  );
  const classes = new Map(files.flatMap(classesOf));
  const exported = new Map(files.flatMap((file) => [...textsOf(file)]));
  const reading = new Reading(classes, exported);
  for (const file of files) reading.read(file);
  return reading;
}

class Reading implements ErrorCodes {
  readonly codes = new Map<string, SaidOfCode>();
  readonly beginnings = new Set<string>();
  readonly #classes: ReadonlyMap<string, ErrorClassDeclared>;
  readonly #exported: ReadonlyMap<string, string>;
  #own: ReadonlyMap<string, string> = new Map();

  constructor(classes: ReadonlyMap<string, ErrorClassDeclared>, exported: ReadonlyMap<string, string>) {
    this.#classes = classes;
    this.#exported = exported;
  }

  read(file: ts.SourceFile): void {
    this.#own = textsOf(file);
    const walk = (node: ts.Node): void => {
      this.#look(node);
      ts.forEachChild(node, walk);
    };
    walk(file);
  }

  #look(node: ts.Node): void {
    if (ts.isPropertyDeclaration(node) && node.name.getText() === 'code' && node.initializer !== undefined) {
      const owner = ts.isClassDeclaration(node.parent) ? (node.parent.name?.text ?? '') : '';
      this.#note(node.initializer, { classes: this.#classes.get(owner)?.classes ?? [], status: null });
    } else if (ts.isNewExpression(node) && ts.isIdentifier(node.expression)) {
      this.#noteMade(node.expression.text, node.arguments);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.SuperKeyword) {
      const around = ts.findAncestor(node, ts.isClassDeclaration)?.name?.text ?? '';
      this.#noteMade(this.#classes.get(around)?.base ?? '', node.arguments);
    } else if (ts.isObjectLiteralExpression(node)) {
      this.#noteObject(node);
    } else if (ts.isBinaryExpression(node) && node.left.getText() === 'this.code') {
      this.#note(node.right, { classes: [], status: null });
    }
  }

  /** `new HttpError(404, 'shop_unknown', …)`, or `super(…)` in a class that extends it. */
  #noteMade(name: string, given: readonly ts.Expression[] = []): void {
    const takes = this.#takes(name);
    const code = given[takes.indexOf('code')];
    if (code !== undefined) this.#note(code, { classes: [], status: numberOf(given[takes.indexOf('status')]) });
  }

  #takes(name: string): readonly string[] {
    const declared = this.#classes.get(name);
    if (declared === undefined) return [];
    return declared.takes ?? this.#takes(declared.base ?? '');
  }

  #noteObject(node: ts.ObjectLiteralExpression): void {
    const members = new Map(
      node.properties.flatMap((member) =>
        ts.isPropertyAssignment(member) ? [[member.name.getText(), member.initializer] as const] : [],
      ),
    );
    const named = node.properties.flatMap((member) => member.name?.getText() ?? []);
    const code = members.get('code');
    if (code === undefined || !OF_A_FAILURE.some((name) => named.includes(name))) return;
    const beside = ts.isCallExpression(node.parent) ? node.parent.arguments : [];
    const status = numberOf(members.get('status')) ?? beside.map(numberOf).find((number) => number !== null) ?? null;
    this.#note(code, { classes: [], status });
  }

  #note(
    expression: ts.Expression,
    said: { readonly classes: readonly string[]; readonly status: number | null },
  ): void {
    for (const code of this.#texts(expression).filter((text) => text !== '')) {
      const known = this.codes.get(code) ?? { classes: new Set(), statuses: new Set() };
      this.codes.set(code, known);
      for (const errorClass of said.classes) known.classes.add(errorClass);
      if (said.status !== null) known.statuses.add(said.status);
    }
  }

  /** The texts that an expression may be; none where it hands on what was a code before. */
  #texts(expression: ts.Expression): readonly string[] {
    if (ts.isStringLiteralLike(expression)) return [expression.text];
    if (ts.isConditionalExpression(expression))
      return [...this.#texts(expression.whenTrue), ...this.#texts(expression.whenFalse)];
    if (ts.isBinaryExpression(expression)) return [...this.#texts(expression.left), ...this.#texts(expression.right)];
    if (ts.isPropertyAccessExpression(expression) || isSchema(expression)) return [];
    if (ts.isIdentifier(expression)) {
      const text = this.#own.get(expression.text) ?? this.#exported.get(expression.text);
      return text === undefined ? [] : [text];
    }
    if (ts.isTemplateExpression(expression)) {
      this.beginnings.add(expression.head.text);
      return [];
    }
    throw new Error(`No code can be read out of ${expression.getText()} in ${expression.getSourceFile().fileName}`);
  }
}

function classesOf(file: ts.SourceFile): (readonly [string, ErrorClassDeclared])[] {
  return file.statements.filter(ts.isClassDeclaration).map((declared) => {
    const base = declared.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
    const made = declared.members.find(ts.isConstructorDeclaration);
    const errorClass = declared.members
      .filter(ts.isPropertyDeclaration)
      .find((member) => member.name.getText() === 'errorClass')?.initializer;
    const classes = ERROR_CLASSES.filter((each) => errorClass?.getText().includes(`'${each}'`) === true);
    const takes = made?.parameters.map((parameter) => parameter.name.getText()) ?? null;
    return [declared.name?.text ?? '', { base: base?.expression.getText() ?? null, takes, classes }] as const;
  });
}

/** The texts that a file gives names to. */
function textsOf(file: ts.SourceFile): ReadonlyMap<string, string> {
  const declarations = file.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => [...declarationList.declarations]);
  return new Map(
    declarations.flatMap(({ name, initializer }) =>
      initializer !== undefined && ts.isStringLiteralLike(initializer) ? [[name.getText(), initializer.text]] : [],
    ),
  );
}

/** `Type.String()` and the like: it describes, and gives no code. */
function isSchema(expression: ts.Expression): boolean {
  return ts.isCallExpression(expression) && expression.expression.getText().startsWith('Type.');
}

function numberOf(expression: ts.Expression | undefined): number | null {
  return expression !== undefined && ts.isNumericLiteral(expression) ? Number(expression.text) : null;
}

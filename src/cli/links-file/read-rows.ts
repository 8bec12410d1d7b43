import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import Type from 'typebox';
import { Compile } from 'typebox/compile';

/** A row of a file that is none of links, and why. `last`: nothing behind it could be read. */
export interface WrongRow {
  readonly line: number;
  readonly fault: string;
  readonly last: boolean;
}

/** A row of a file of links: its members by name, or why it has none. */
export type FileRow = WrongRow | { readonly line: number; readonly members: unknown };

/** What the first row of a CSV file must name, in any order. */
const COLUMNS = ['business_unit', 'kind', 'local_id', 'crm_id'];
/** No row of links is as long. */
const LONGEST_ROW = 64 * 1024;
const BRACE = 0x7b;
const BLANK = /^[\s\ufeff]*$/;

/**
 * The rows of a file of links, one after the other: CSV (RFC 4180) with a row of names, or JSON lines, which begin with a brace. A line
 * counts from 1; that of a row of several lines is its last.
 */
export async function* readRows(bytes: Readable): AsyncGenerator<FileRow> {
  try {
    const [first, all] = await peek(bytes);
    yield* first === BRACE ? jsonLines(all) : csvRows(all);
  } finally {
    bytes.destroy();
  }
}

/** The first byte that is no blank and no byte order mark, and the stream as it was. */
async function peek(bytes: Readable): Promise<[number | undefined, AsyncIterable<Buffer>]> {
  const chunks: AsyncIterator<Buffer> = bytes[Symbol.asyncIterator]();
  const read: Buffer[] = [];
  let first: number | undefined;
  while (first === undefined) {
    const next = await chunks.next();
    if (next.done === true) break;
    read.push(next.value);
    first = next.value.find((byte) => ![0x20, 0x09, 0x0d, 0x0a, 0xef, 0xbb, 0xbf].includes(byte));
  }
  return [first, again(read, chunks)];
}

async function* again(read: readonly Buffer[], rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield* read;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

const Parsed = Compile(
  Type.Object({ record: Type.Array(Type.String()), info: Type.Object({ lines: Type.Integer() }) }),
);

async function* csvRows(bytes: AsyncIterable<Buffer>): AsyncGenerator<FileRow> {
  const parser = parse({
    bom: true,
    info: true,
    trim: true,
    skip_empty_lines: true,
    relax_column_count: true,
    max_record_size: LONGEST_ROW,
  });
  const source = Readable.from(bytes);
  source.once('error', (error) => parser.destroy(error));
  let names: readonly string[] | null = null;
  try {
    for await (const each of source.pipe(parser)) {
      const { record, info } = Parsed.Parse(each);
      if (names !== null) {
        yield rowOf(names, record, info.lines);
        continue;
      }
      names = record;
      const fault = faultOfNames(record);
      if (fault !== null) {
        yield { line: info.lines, fault, last: true };
        return;
      }
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    yield { line: lineOf(error), fault: `is not CSV: ${error.message}`, last: true };
  }
}

function faultOfNames(names: readonly string[]): string | null {
  if (COLUMNS.length === names.length && COLUMNS.every((name) => names.includes(name))) return null;
  return `must be the names of the columns, ${COLUMNS.join(',')}, or a JSON object`;
}

function rowOf(names: readonly string[], record: readonly string[], line: number): FileRow {
  if (record.length === names.length) {
    return { line, members: Object.fromEntries(names.map((name, index) => [name, record[index]])) };
  }
  return { line, fault: `has ${record.length} columns, not ${names.length}`, last: false };
}

function lineOf(error: CsvError): number {
  const { lines } = error;
  return typeof lines === 'number' ? lines : 0;
}

async function* jsonLines(bytes: AsyncIterable<Buffer>): AsyncGenerator<FileRow> {
  let line = 0;
  for await (const text of linesIn(bytes)) {
    line += 1;
    if (text === null) yield { line, fault: `is longer than ${LONGEST_ROW / 1024} KiB`, last: true };
    else if (!BLANK.test(text)) yield jsonRow(text.replace(/^\ufeff/, ''), line);
  }
}

/** The lines of a text in UTF-8; null for one that is longer than a row may be, which is the last. */
async function* linesIn(bytes: AsyncIterable<Buffer>): AsyncGenerator<string | null> {
  let begun: Buffer = Buffer.alloc(0);
  for await (const chunk of bytes) {
    let rest = Buffer.concat([begun, chunk]);
    for (let end = rest.indexOf(10); end >= 0 && end <= LONGEST_ROW; end = rest.indexOf(10)) {
      yield rest.toString('utf8', 0, end);
      rest = rest.subarray(end + 1);
    }
    if (rest.length > LONGEST_ROW) {
      yield null;
      return;
    }
    begun = rest;
  }
  yield begun.toString();
}

function jsonRow(text: string, line: number): FileRow {
  try {
    return { line, members: JSON.parse(text) };
  } catch {
    return { line, fault: 'is not JSON', last: false };
  }
}

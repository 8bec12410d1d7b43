import { Compile } from 'typebox/compile';
import { faultsOf } from '../../domain/faults.ts';
import { ImportedLink, importedLinkFaults } from '../../domain/imported-link.ts';
import type { LinksFile } from './links-file.ts';
import { readRows, type WrongRow } from './read-rows.ts';

/** A link of a file, and the line that it stands on. */
export interface LinkOfLine {
  readonly line: number;
  readonly link: ImportedLink;
}

const validator = Compile(ImportedLink);

/** Every row of a file as the link that it is, or with what is wrong with it. */
async function* judgeRows(file: LinksFile): AsyncGenerator<LinkOfLine | WrongRow> {
  for await (const row of readRows(file.open())) {
    if ('fault' in row) yield row;
    else yield judge(row);
  }
}

function judge({ line, members }: { readonly line: number; readonly members: unknown }): LinkOfLine | WrongRow {
  if (!validator.Check(members))
    return { line, fault: sentence(faultsOf(validator.Errors(members), members)), last: false };
  const faults = importedLinkFaults(members, '');
  return faults.length === 0 ? { line, link: members } : { line, fault: sentence(faults), last: false };
}

function sentence(faults: readonly { readonly path: string; readonly message: string }[]): string {
  return faults.map(({ path, message }) => `${path.slice(1)} ${message}`.trim()).join(' ');
}

/** How many faults are told of one file. */
const MOST_FAULTS = 50;

/** What a file of links holds. */
export interface FileReport {
  readonly links: number;
  /** One sentence for each line that is no link, at most 50. */
  readonly faults: readonly string[];
  readonly wrong: number;
}

/** Reads a whole file and tells whether it holds links and nothing else. */
export async function checkLinks(file: LinksFile): Promise<FileReport> {
  const faults: string[] = [];
  let [links, wrong] = [0, 0];
  for await (const row of judgeRows(file)) {
    if ('link' in row) {
      links += 1;
      continue;
    }
    wrong += 1;
    const rest = row.last ? '; what comes after it was not read' : '';
    if (faults.length < MOST_FAULTS) faults.push(`line ${row.line}: ${row.fault}${rest}`);
  }
  return { links, faults, wrong };
}

/** The links of a file that was checked, so many at a time. */
export async function* linksOf(file: LinksFile, size: number): AsyncGenerator<readonly LinkOfLine[]> {
  let batch: LinkOfLine[] = [];
  for await (const row of judgeRows(file)) {
    if (!('link' in row)) continue;
    batch.push(row);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

import { Failure } from '../ending.ts';
import { readFileOrStandardInput } from '../input/file.ts';
import { StandardInput } from '../input/standard-input.ts';

export const CSV_ARGUMENT = ['<file>', 'a CSV file, in UTF-8, with a header; - for standard input'] as const;

/** The gateway reads it: what is wrong with a line, it says. */
export async function readCsv(
  file: string,
  standardInput: AsyncIterable<Uint8Array | string>,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFileOrStandardInput(file, '<file>', new StandardInput(standardInput)));
}

/** What became of each line of a file, for lines whose form is right. */
export interface Imported {
  readonly results: readonly { readonly line: number; readonly outcome: string; readonly reason?: string }[];
}

export function importedText({ results }: Imported): string {
  const counts = Map.groupBy(results, ({ outcome }) => outcome);
  const summary = [...counts].map(([outcome, lines]) => `${lines.length} ${outcome}`).join(', ');
  const refused = results.flatMap(({ line, outcome, reason }) =>
    outcome === 'refused' ? [`line ${line}: ${reason}\n`] : [],
  );
  return `${summary || 'no lines'}\n${refused.join('')}`;
}

/** A script must notice: lines that were refused make the command fail, though the others are done. */
export function requireAllTaken({ results }: Imported): void {
  const refused = results.filter(({ outcome }) => outcome === 'refused').length;
  if (refused > 0)
    throw new Failure(`${refused} of ${results.length} lines were refused; the others are done`);
}

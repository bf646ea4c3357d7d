/** The project's own sources, parsed once for all the checks that read them. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Program, parseSync } from 'oxc-parser';

export interface Source {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly lineCount: number;
  readonly program: Program;
  /** The 1-based line of an offset in the text. */
  lineAt(offset: number): number;
}

const patterns = ['packages/*/{src,bin}/**/*.{ts,js}', '{test,tools,bench,examples}/**/*.{ts,mjs}'];

export function readSources(root: string): Source[] {
  return globSync(patterns, { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
    .map((path) => parseSource(path, readFileSync(join(root, path), 'utf8')));
}

/** Throws on a syntax error, naming the file and the line. */
export function parseSource(path: string, text: string): Source {
  const { program, errors } = parseSync(path, text);
  const lineStarts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const lineAt = (offset: number) => lineStarts.findLastIndex((start) => start <= offset) + 1;
  const [error] = errors;
  if (error !== undefined) throw new Error(`${path}:${lineAt(error.labels[0]?.start ?? 0)} ${error.message}`);
  return { path, lineCount: text.split('\n').length - (text.endsWith('\n') ? 1 : 0), program, lineAt };
}

/** Tests, and what they share, may break rules that hold for what they test. */
export function isTest(path: string): boolean {
  return path.endsWith('.test.ts') || path.startsWith('test/');
}

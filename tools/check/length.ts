/**
 * Files and functions short enough to be seen whole. Tests and tables of data may run on: they are read a case or a
 * row at a time.
 */
import { matchesGlob } from 'node:path';
import { Visitor } from 'oxc-parser';
import { isTest, type Source } from './source.ts';

const fileLinesMaximum = 300;
const functionLinesMaximum = 70;

/** Files that are nothing but data, as globs. */
const dataTables: readonly string[] = [];

export function checkLength(sources: readonly Source[]): string[] {
  return sources
    .filter(({ path }) => !isTest(path) && !dataTables.some((pattern) => matchesGlob(path, pattern)))
    .flatMap((source) => [...longFile(source), ...longFunctions(source)]);
}

function longFile({ path, lineCount }: Source): string[] {
  return lineCount > fileLinesMaximum ? [`${path}: ${lineCount} lines, at most ${fileLinesMaximum}`] : [];
}

function longFunctions(source: Source): string[] {
  return functionExtents(source)
    .filter(({ lines }) => lines > functionLinesMaximum)
    .map(
      ({ line, lines }) =>
        `${source.path}:${line} a function of ${lines} lines, at most ${functionLinesMaximum}`,
    );
}

/** Where each function begins and how many lines it takes, its signature and its closing brace included. */
export function functionExtents({ program, lineAt }: Source): { line: number; lines: number }[] {
  const extents: { line: number; lines: number }[] = [];
  const add = ({ start, end }: { readonly start: number; readonly end: number }) => {
    const line = lineAt(start);
    extents.push({ line, lines: lineAt(end - 1) - line + 1 });
  };
  new Visitor({ FunctionDeclaration: add, FunctionExpression: add, ArrowFunctionExpression: add }).visit(
    program,
  );
  return extents;
}

/** Which file imports which, types included. */
import { existsSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, posix } from 'node:path';
import { Visitor } from 'oxc-parser';
import type { Source } from './source.ts';

export interface Import {
  readonly from: string;
  readonly line: number;
  readonly specifier: string;
  /** The imported file, or the package's name where it is not ours. */
  readonly target: { readonly file: string } | { readonly package: string };
}

/** All imports of the sources: static, dynamic, re-exports and `import('…')` types. */
export function readImports(root: string, sources: readonly Source[]): Import[] {
  const doors = workspaceDoors(root);
  return sources.flatMap((source) =>
    specifiersOf(source).flatMap(({ specifier, line }) => {
      const target = resolveSpecifier(source.path, specifier, doors);
      return target === undefined ? [] : [{ from: source.path, line, specifier, target }];
    }),
  );
}

interface Specifier {
  readonly specifier: string;
  readonly line: number;
}

function specifiersOf({ program, lineAt }: Source): Specifier[] {
  const found: Specifier[] = [];
  const add = (node: { readonly start: number; readonly value?: unknown } | null) => {
    if (node !== null && typeof node.value === 'string')
      found.push({ specifier: node.value, line: lineAt(node.start) });
  };
  new Visitor({
    ImportDeclaration: ({ source }) => add(source),
    ExportNamedDeclaration: ({ source }) => add(source),
    ExportAllDeclaration: ({ source }) => add(source),
    ImportExpression: ({ source }) => add(source as { start: number; value?: unknown }),
    TSImportType: ({ source }) => add(source),
  }).visit(program);
  return found;
}

/** Undefined for Node's own modules, which anyone may import. */
function resolveSpecifier(from: string, specifier: string, doors: ReadonlyMap<string, string>) {
  if (specifier.startsWith('.')) return { file: posix.join(posix.dirname(from), specifier) };
  if (isBuiltin(specifier)) return undefined;
  const door = doors.get(specifier);
  return door === undefined ? { package: packageName(specifier) } : { file: door };
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** `@countersign/signing` → `packages/signing/src/index.ts`, and so on for all our packages' `exports`. */
function workspaceDoors(root: string): Map<string, string> {
  const { workspaces = [] } = readJson(join(root, 'package.json')) as { workspaces?: string[] };
  const doors = new Map<string, string>();
  for (const folder of workspaces) {
    const manifest = join(root, folder, 'package.json');
    if (!existsSync(manifest)) continue;
    const { name, exports = {} } = readJson(manifest) as { name: string; exports?: Record<string, string> };
    for (const [subpath, file] of Object.entries(exports)) {
      doors.set(posix.join(name, subpath), posix.join(folder, file));
    }
  }
  return doors;
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/**
 * Import rules: modules may import only what import-rules.ts grants them, enter each other by their doors, and never
 * form a circle, not even of types. What a reader can know without looking is what makes the code guessable.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Import, readImports } from './import-graph.ts';
import { type Module, modules as projectModules, rulesPath } from './import-rules.ts';
import { isTest, type Source } from './source.ts';

/** Problems, one line each; empty if every rule holds. */
export function checkImports(root: string, sources: readonly Source[], modules = projectModules): string[] {
  const imports = readImports(root, sources);
  const homeless = sources
    .filter(({ path }) => !isTest(path) && moduleOf(path, modules) === undefined)
    .map(({ path }) => `${path}: belongs to no module; say in ${rulesPath} what it may import`);
  const forbidden = imports
    .filter(({ from }) => !isTest(from))
    .flatMap((imported) => {
      const rule = brokenRule(root, imported, modules);
      return rule === undefined
        ? []
        : [`${imported.from}:${imported.line} imports ${imported.specifier}: ${rule}`];
    });
  return [...homeless, ...forbidden, ...circles(imports)];
}

interface Home {
  readonly module: Module;
  /** The module's name and folder with `*` replaced, so that two surfaces are two homes. */
  readonly name: string;
  readonly folder: string;
}

function moduleOf(path: string, modules: readonly Module[]): Home | undefined {
  for (const module of modules) {
    const [before = '', after] = module.path.split('*');
    if (!path.startsWith(before)) continue;
    if (after === undefined) return { module, name: module.name, folder: before };
    const wildcard = path.slice(before.length).split('/')[0] ?? '';
    const folder = before + wildcard + after;
    if (path.startsWith(folder)) return { module, name: module.name.replace('*', wildcard), folder };
  }
  return undefined;
}

/** The rule that an import breaks, in words, or undefined. */
function brokenRule(
  root: string,
  { from, target, specifier }: Import,
  modules: readonly Module[],
): string | undefined {
  const home = moduleOf(from, modules);
  if (home === undefined) return undefined;
  if ('package' in target) {
    const { packages } = home.module;
    const allowed = packages === undefined || packages.includes(target.package);
    if (allowed) return undefined;
    const exceptions = packages.length === 0 ? '' : ` but ${packages.join(', ')}`;
    return `${home.name} may import no package${exceptions}`;
  }

  const leaves = specifier.startsWith('.') && packageFolder(from) !== packageFolder(target.file);
  if (leaves && !home.module.looksInside) {
    return 'another package is imported by its name';
  }
  const other = moduleOf(target.file, modules);
  if (other === undefined || other.name === home.name) return undefined;
  const { mayImport } = home.module;
  if (mayImport === 'everything') return undefined;
  if (!mayImport.includes(other.module.name)) {
    return `${home.name} may import ${mayImport.join(', ') || 'nothing of ours'}; not ${other.name}`;
  }
  const door = `${other.folder}index.ts`;
  const pastTheDoor = other.folder.endsWith('/') && target.file !== door && existsSync(join(root, door));
  return pastTheDoor && specifier.startsWith('.') ? `${other.name} is entered by its index.ts` : undefined;
}

function packageFolder(path: string): string {
  return /^packages\/[^/]+\//.exec(path)?.[0] ?? '';
}

/** One line for each import that closes a circle, found by walking depth first. */
function circles(imports: readonly Import[]): string[] {
  const importsOf = Map.groupBy(imports, ({ from }) => from);
  const finished = new Set<string>();
  const trail: string[] = [];
  const problems: string[] = [];

  const walk = (file: string) => {
    trail.push(file);
    for (const { line, target } of importsOf.get(file) ?? []) {
      if ('package' in target || finished.has(target.file)) continue;
      const start = trail.indexOf(target.file);
      if (start === -1) walk(target.file);
      else
        problems.push(`${file}:${line} closes a circle: ${[...trail.slice(start), target.file].join(' → ')}`);
    }
    trail.pop();
    finished.add(file);
  };
  for (const file of importsOf.keys()) if (!finished.has(file)) walk(file);
  return problems;
}

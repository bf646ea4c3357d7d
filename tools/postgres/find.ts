/** Where a PostgreSQL server may already be on this machine. */
import { accessSync, constants, globSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** Folders besides PATH in which packagers keep the server's programs, as globs. */
const usualFolders = [
  '/usr/lib/postgresql/*/bin', // Debian, Ubuntu
  '/usr/pgsql-*/bin', // PostgreSQL's own RPMs
  '/usr/local/pgsql/bin', // built from source
  '/opt/homebrew/opt/postgresql*/bin', // Homebrew on Apple silicon
  '/usr/local/opt/postgresql*/bin', // Homebrew on Intel
  '/home/linuxbrew/.linuxbrew/opt/postgresql*/bin',
  '/Applications/Postgres.app/Contents/Versions/*/bin',
];

/** Both are needed: one makes a cluster, the other serves it. They find their library by their real place. */
const programs = ['initdb', 'postgres'];

/**
 * The folder that holds a PostgreSQL server's programs, or undefined.
 * PATH is asked first, as the user's own choice; among the usual folders the newest version wins.
 */
export function findPostgres(path = process.env.PATH ?? ''): string | undefined {
  const fromPath = path.split(delimiter).filter((folder) => folder !== '');
  const installed = usualFolders.flatMap((pattern) => globSync(pattern).sort(newestFirst));
  return [...fromPath, ...installed].map(programFolder).find((folder) => folder !== undefined);
}

function newestFirst(a: string, b: string): number {
  return b.localeCompare(a, 'en', { numeric: true });
}

function programFolder(folder: string): string | undefined {
  try {
    const real = dirname(realpathSync(join(folder, 'postgres')));
    for (const program of programs) accessSync(join(real, program), constants.X_OK);
    return real;
  } catch {
    return undefined;
  }
}

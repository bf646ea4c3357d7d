/** One first-level heading in each Markdown file, so that its title is never in doubt. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const patterns = ['*.md', '{docs,packages,examples,bench,test,tools}/**/*.md'];

export function checkHeadings(root: string): string[] {
  return globSync(patterns, { cwd: root, exclude: (name) => name === 'node_modules' })
    .sort()
    .flatMap((path) => {
      const count = firstLevelHeadings(readFileSync(join(root, path), 'utf8'));
      return count === 1 ? [] : [`${path}: ${count} first-level headings, needs exactly one`];
    });
}

/** Lines that begin with `# `, fenced code left out, where it is a comment. */
export function firstLevelHeadings(markdown: string): number {
  const withoutCode = markdown.replace(/^(```+|~~~+)[\s\S]*?^\1[ \t]*$/gm, '');
  return withoutCode.match(/^# /gm)?.length ?? 0;
}

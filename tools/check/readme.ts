/**
 * README examples that run, so that they cannot rot. A fenced block of `sh` or `ts` runs when the line before it is
 * `<!-- run -->` (which GitHub does not show):
 *
 *     <!-- run -->
 *     ```sh
 *     curl --fail http://127.0.0.1:8080/healthz
 *     ```
 *
 * All run in order, against one gateway with a fresh data folder on a free port; `127.0.0.1:8080` and `./data`, where a
 * reader's own gateway is, are replaced by where this one is. Each must exit 0.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTestGateway } from '../../test/support/gateway.ts';
import { projectEnvironment, runProgram } from './program.ts';

export interface Block {
  readonly language: 'sh' | 'ts';
  /** The line of the opening fence. */
  readonly line: number;
  readonly code: string;
}

/** Inside the repository, so that `import … from '@countersign/signing'` resolves; ignored by git. */
const scratchFolder = '.readme-blocks';

export async function checkReadme(root: string): Promise<string[]> {
  const readme = join(root, 'README.md');
  const blocks = existsSync(readme) ? runnableBlocks(readFileSync(readme, 'utf8')) : [];
  if (blocks.length === 0) {
    console.log('        README.md has no block marked <!-- run -->: nothing to run');
    return [];
  }
  const gateway = await startTestGateway();
  const { host } = new URL(gateway.origin);
  mkdirSync(join(root, scratchFolder), { recursive: true });
  const problems: string[] = [];
  for (const block of blocks) {
    const code = block.code.replaceAll('127.0.0.1:8080', host).replaceAll('./data', gateway.dataFolder);
    problems.push(...(await runBlock(root, { ...block, code })));
  }
  await gateway.stop();
  rmSync(join(root, scratchFolder), { recursive: true });
  return problems;
}

/** The marked blocks, in order. Throws where a mark has no block, or one in a language that cannot be run. */
export function runnableBlocks(markdown: string): Block[] {
  const marks = /^<!-- run -->$/gm;
  return [...markdown.matchAll(marks)].map(({ index }) => {
    const line = markdown.slice(0, index).split('\n').length + 1;
    const block = /^<!-- run -->\n```(sh|ts)\n([\s\S]*?)^```$/m.exec(markdown.slice(index));
    if (block?.index !== 0)
      throw new Error(`README.md:${line} no sh or ts block follows the mark <!-- run -->`);
    return { language: block[1] as Block['language'], line, code: block[2] as string };
  });
}

const interpreters = { sh: ['sh', '-eu'], ts: ['node'] } as const;

async function runBlock(root: string, { language, line, code }: Block): Promise<string[]> {
  const file = join(root, scratchFolder, `line-${line}.${language}`);
  writeFileSync(file, code);
  const [command, ...options] = interpreters[language];
  const environment = { cwd: root, env: projectEnvironment(root), timeout: 30_000 };
  const { code: exitCode, output } = await runProgram(command, [...options, file], environment);
  if (exitCode === 0) return [];
  return [`README.md:${line} exited ${exitCode}`, ...output.trimEnd().split('\n')];
}

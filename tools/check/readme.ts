/**
 * README examples that run, so that they cannot rot. A fenced block of `sh` or `ts` runs when the line before it is
 * `<!-- run -->` (which GitHub does not show):
 *
 *     <!-- run -->
 *     ```sh
 *     curl --fail http://127.0.0.1:8080/healthz
 *     ```
 *
 * All run in order, against one gateway with a fresh data folder on a free port; `127.0.0.1:8080` and `./data`, where
 * a reader's own gateway is, are replaced by where this one is. Each must exit 0.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGateway } from './gateway.ts';
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
  const data = mkdtempSync(join(tmpdir(), 'countersign-readme-'));
  mkdirSync(join(root, scratchFolder), { recursive: true });
  try {
    const gateway = await startGateway(root, data);
    const problems: string[] = [];
    for (const block of blocks) {
      const code = block.code.replaceAll('127.0.0.1:8080', gateway.address).replaceAll('./data', data);
      problems.push(...(await runBlock(root, { ...block, code })));
    }
    return [...problems, ...(await gateway.stop())];
  } finally {
    rmSync(data, { recursive: true });
    rmSync(join(root, scratchFolder), { recursive: true });
  }
}

/** The marked blocks, in order. Throws on a marked block in a language that cannot be run. */
export function runnableBlocks(markdown: string): Block[] {
  const marked = /^<!-- run -->\n```(\S*)\n([\s\S]*?)^```$/gm;
  return [...markdown.matchAll(marked)].map(({ 1: language, 2: code = '', index }) => {
    const line = markdown.slice(0, index).split('\n').length + 1;
    if (language !== 'sh' && language !== 'ts')
      throw new Error(`README.md:${line} cannot run ${language || 'a block'}`);
    return { language, line, code };
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

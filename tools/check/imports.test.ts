import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { checkImports } from './imports.ts';
import { readSources } from './source.ts';

describe('import rules', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'countersign-imports-'));
    write('package.json', JSON.stringify({ workspaces: ['packages/signing', 'packages/gateway'] }));
    write(
      'packages/signing/package.json',
      '{"name":"@countersign/signing","exports":{".":"./src/index.ts"}}',
    );
    write('packages/gateway/package.json', '{"name":"@countersign/gateway","exports":{".":"./src/main.ts"}}');
    write('packages/signing/src/index.ts', 'export const sign = 1;\n');
  });

  afterEach(() => rmSync(root, { recursive: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  const problems = () => checkImports(root, readSources(root));

  it('let a surface use core, and core the ledger', () => {
    write('packages/gateway/src/ledger/post.ts', 'export const post = 1;\n');
    write(
      'packages/gateway/src/core/pay.ts',
      "import { post } from '../ledger/post.ts';\nexport const pay = post;\n",
    );
    write(
      'packages/gateway/src/surfaces/upay/payout.ts',
      "import { pay } from '../../core/pay.ts';\nvoid pay;\n",
    );
    assert.deepEqual(problems(), []);
  });

  it('keep a surface away from the ledger, and name the place', () => {
    write('packages/gateway/src/ledger/post.ts', 'export type Posting = 1;\n');
    write(
      'packages/gateway/src/surfaces/upay/payout.ts',
      "// Types count too.\nimport type { Posting } from '../../ledger/post.ts';\nexport type P = Posting;\n",
    );
    assert.deepEqual(problems(), [
      'packages/gateway/src/surfaces/upay/payout.ts:2 imports ../../ledger/post.ts: ' +
        'surfaces/upay may import http, core, money, signing, callback port, environment; not ledger',
    ]);
  });

  it('keep one surface away from another', () => {
    write('packages/gateway/src/surfaces/upay/render.ts', 'export const render = 1;\n');
    write('packages/gateway/src/surfaces/anexpay/order.ts', "export { render } from '../upay/render.ts';\n");
    const [problem, ...others] = problems();
    assert.match(
      problem ?? '',
      /^packages\/gateway\/src\/surfaces\/anexpay\/order\.ts:1 .*not surfaces\/upay$/,
    );
    assert.deepEqual(others, []);
  });

  it('see dynamic imports and types imported in place', () => {
    write('packages/gateway/src/money/amount.ts', "export type Store = import('../store/store.ts').Store;\n");
    write('packages/gateway/src/money/rate.ts', "export const store = await import('../store/store.ts');\n");
    write('packages/gateway/src/store/store.ts', 'export type Store = 1;\n');
    assert.deepEqual(
      problems().map((problem) => problem.split(' ')[0]),
      ['packages/gateway/src/money/amount.ts:1', 'packages/gateway/src/money/rate.ts:1'],
    );
  });

  it('grant signing no package but those of Node', () => {
    write('packages/signing/src/seal.ts', "import 'node:crypto';\nimport '@scope/name/deep';\n");
    assert.deepEqual(problems(), [
      'packages/signing/src/seal.ts:2 imports @scope/name/deep: signing may import no package',
    ]);
  });

  it('have other packages imported by name, but for tests and who looks inside', () => {
    write('packages/gateway/src/http/verify.ts', "import '@countersign/signing';\n");
    write('examples/signing.ts', "import '../packages/signing/src/index.ts';\n");
    write('bench/signing.ts', "import '../packages/signing/src/index.ts';\n");
    write('test/signing.test.ts', "import '../packages/signing/src/index.ts';\n");
    assert.deepEqual(problems(), [
      'examples/signing.ts:1 imports ../packages/signing/src/index.ts: another package is imported by its name',
    ]);
  });

  it('have a module with an index.ts entered by it', () => {
    write('packages/gateway/src/money/index.ts', "export * from './amount.ts';\n");
    write('packages/gateway/src/money/amount.ts', 'export const amount = 1;\n');
    write('packages/gateway/src/store/one.ts', "import '../money/index.ts';\n");
    write('packages/gateway/src/store/two.ts', "import '../money/amount.ts';\n");
    assert.deepEqual(problems(), [
      'packages/gateway/src/store/two.ts:1 imports ../money/amount.ts: money is entered by its index.ts',
    ]);
  });

  it('ask where a new folder belongs', () => {
    write('packages/gateway/src/helpers/everything.ts', 'export const everything = 1;\n');
    assert.match(problems()[0] ?? '', /helpers\/everything\.ts: belongs to no module/);
  });

  it('show every circle, of types too, with the import that closes it', () => {
    write('packages/gateway/src/core/a.ts', "import type { B } from './b.ts';\nexport type A = B;\n");
    write('packages/gateway/src/core/b.ts', "\nimport type { C } from './c.ts';\nexport type B = C;\n");
    write('packages/gateway/src/core/c.ts', "\n\nimport type { A } from './a.ts';\nexport type C = A;\n");
    write('packages/gateway/src/core/d.ts', "import type { A } from './a.ts';\nexport type D = A;\n");
    assert.deepEqual(problems(), [
      'packages/gateway/src/core/c.ts:3 closes a circle: packages/gateway/src/core/a.ts → ' +
        'packages/gateway/src/core/b.ts → packages/gateway/src/core/c.ts → packages/gateway/src/core/a.ts',
    ]);
  });
});

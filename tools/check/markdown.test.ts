import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { firstLevelHeadings } from './headings.ts';
import { runnableBlocks } from './readme.ts';

describe('first-level headings', () => {
  it('are counted outside fenced code, where # begins a comment', () => {
    assert.equal(firstLevelHeadings('# Title\n\n## Part\n\n```sh\n# a comment\n```\n\n# Another\n'), 2);
  });

  it('are told from a fence inside a longer fence', () => {
    assert.equal(firstLevelHeadings('# Title\n````md\n```\n# not this\n```\n````\n'), 1);
  });
});

describe('README blocks', () => {
  it('run only when marked', () => {
    const markdown =
      'Text\n\n<!-- run -->\n```sh\necho one\n```\n\n```sh\necho two\n```\n<!-- run -->\n```ts\n1;\n```\n';
    assert.deepEqual(runnableBlocks(markdown), [
      { language: 'sh', line: 4, code: 'echo one\n' },
      { language: 'ts', line: 12, code: '1;\n' },
    ]);
  });

  for (const block of ['```python\n1\n```\n', '\n```sh\ntrue\n```\n', 'Text.\n']) {
    it(`are missed where the mark is followed by ${JSON.stringify(block)}`, () => {
      const later = '\n<!-- run -->\n```sh\ntrue\n```\n';
      assert.throws(() => runnableBlocks(`<!-- run -->\n${block}${later}`), /README\.md:2 no sh or ts block/);
    });
  }
});

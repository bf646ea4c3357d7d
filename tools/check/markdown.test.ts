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

  it('marked in a language that cannot run are an error, not passed over', () => {
    assert.throws(
      () => runnableBlocks('<!-- run -->\n```python\n1\n```\n'),
      /README\.md:2 cannot run python/,
    );
  });
});

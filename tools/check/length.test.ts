import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkLength, functionExtents } from './length.ts';
import { parseSource } from './source.ts';

const lines = (count: number) => '  step();\n'.repeat(count);

describe('function length', () => {
  it('counts from the signature to the closing brace, nested functions on their own', () => {
    const text = [
      'export function outer(', //  1
      '  input: string,', //        2
      ') {', //                     3
      '  const inner = () => {', // 4
      '    return input;', //       5
      '  };', //                    6
      '  return inner;', //         7
      '}', //                       8
      'const methods = { one() { return 1; } };', // 9
    ].join('\n');
    assert.deepEqual(functionExtents(parseSource('a.ts', text)), [
      { line: 1, lines: 8 },
      { line: 4, lines: 3 },
      { line: 9, lines: 1 },
    ]);
  });

  it('allows 70 lines and refuses 71', () => {
    const ofLength = (count: number) => parseSource('a.ts', `\nfunction f() {\n${lines(count - 2)}}\n`);
    assert.deepEqual(checkLength([ofLength(70)]), []);
    assert.deepEqual(checkLength([ofLength(71)]), ['a.ts:2 a function of 71 lines, at most 70']);
  });

  it('counts lines, not characters, whatever the text is written in', () => {
    const text = '/* 😀 кириллица 漢字 */\nconst f = () => {\n};\n';
    assert.deepEqual(functionExtents(parseSource('a.ts', text)), [{ line: 2, lines: 2 }]);
  });
});

describe('file length', () => {
  it('allows 300 lines and refuses 301', () => {
    assert.deepEqual(checkLength([parseSource('a.ts', lines(300))]), []);
    assert.deepEqual(checkLength([parseSource('a.ts', lines(301))]), ['a.ts: 301 lines, at most 300']);
  });

  it('lets tests run on', () => {
    assert.deepEqual(checkLength([parseSource('a.test.ts', lines(301))]), []);
  });
});

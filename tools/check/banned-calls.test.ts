import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkBannedCalls } from './banned-calls.ts';
import { parseSource } from './source.ts';

const check = (text: string, path = 'packages/gateway/src/core/payment.ts') =>
  checkBannedCalls([parseSource(path, text)]).map((problem) => problem.split(':').slice(1).join(':'));

describe('banned calls', () => {
  const banned = [
    ['const now = Date.now();', '1 Date.now: take the time from the environment'],
    ['const clock = Date.now;', '1 Date.now: take the time from the environment'],
    ['\nconst now = new Date();', '2 new Date(): take the time from the environment'],
    ['const chance = Math.random();', '1 Math.random: take randomness from the environment'],
    ["const amount = parseFloat('0.1');", '1 parseFloat: parse decimals exactly, with the money module'],
    [
      "const amount = Number.parseFloat('1');",
      '1 Number.parseFloat: parse decimals exactly, with the money module',
    ],
    [
      'await new Promise((resolve) => setTimeout(resolve, 5));',
      '1 a setTimeout sleep: wait for the event, or schedule through the environment',
    ],
    [
      'await new Promise((resolve) => { setTimeout(resolve, 5); });',
      '1 a setTimeout sleep: wait for the event, or schedule through the environment',
    ],
    [
      "import { setTimeout } from 'node:timers/promises';",
      '1 node:timers/promises: wait for the event, or schedule through the environment',
    ],
    ["console.log('paid');", '1 console: log through the logger that is handed in'],
  ] as const;

  for (const [text, problem] of banned) {
    it(`refuse ${text.trim()}`, () => assert.deepEqual(check(text), [problem]));
  }

  const innocent = [
    'const date = new Date(0);',
    'const parsed = Date.parse(text);',
    '// Date.now() in a comment',
    "const text = 'Math.random()';",
    'const timer = setTimeout(abort, timeoutMilliseconds);',
    'const toString = constructor.name;',
  ];
  for (const text of innocent) it(`accept ${text}`, () => assert.deepEqual(check(text), []));

  it('spare tests, tools and the files that compose a program', () => {
    for (const path of [
      'packages/gateway/src/core/payment.test.ts',
      'tools/test.ts',
      'packages/cli/src/call.ts',
    ]) {
      assert.deepEqual(check('Date.now();', path), []);
    }
  });
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { credentials, sandboxFile, temporaryFile } from '../testing/credentials.ts';
import { runInProcess } from '../testing/run-in-process.ts';

const message = [
  'sign',
  'blackhat',
  '--url',
  'http://h/',
  '--at',
  '1651480109.1231',
  '--body',
  'a=1',
  '--json',
];
const sign = (flags: readonly string[], given: Parameters<typeof runInProcess>[1] = {}) =>
  runInProcess([...message, ...flags], given);
const text = JSON.stringify(credentials.blackhat);

describe('credentials come from', () => {
  const sources: readonly [string, readonly string[], Parameters<typeof runInProcess>[1]?][] = [
    ['sandbox.json', ['--credentials', sandboxFile()]],
    ["a file with one dialect's object", ['--credentials', temporaryFile('one.json', text)]],
    ['standard input', ['--credentials', '-'], { input: text }],
    ['a file that the environment names', [], { variables: { COUNTERSIGN_CREDENTIALS: sandboxFile() } }],
    ['JSON in the environment', [], { variables: { COUNTERSIGN_CREDENTIALS: text } }],
    [
      'the flag, before the environment',
      ['--credentials', sandboxFile()],
      { variables: { COUNTERSIGN_CREDENTIALS: '/none' } },
    ],
  ];
  for (const [title, flags, given] of sources) {
    test(title, async () => {
      const { code, output, errors } = await sign(flags, given);
      assert.equal(code, 0, errors);
      assert.match(JSON.parse(output).body, /^a=1&key=dd181df0c163c9271530eb5f165c6a63&/u);
    });
  }
});

describe('credentials are refused', () => {
  const file = (name: string, content: string) => ['--credentials', temporaryFile(name, content)];
  const misuse: readonly [string, readonly string[], RegExp, Parameters<typeof runInProcess>[1]?][] = [
    ['where there are none', [], /--credentials: needed;/u],
    [
      'on the command line',
      ['--credentials', text],
      /--credentials: takes a file, since any process can read/u,
    ],
    [
      'by a flag for a secret',
      ['--api-secret', 'hush'],
      /--api-secret: secrets are not taken from the command line/u,
    ],
    ['by a flag with its value', ['--secret=hush'], /--secret: secrets are not taken/u],
    [
      'from a file that is not there',
      ['--credentials', '/none'],
      /--credentials: cannot read '\/none' \(ENOENT\)/u,
    ],
    [
      'from the environment, where it names no file',
      [],
      /COUNTERSIGN_CREDENTIALS: cannot read/u,
      { variables: { COUNTERSIGN_CREDENTIALS: '/none' } },
    ],
    ['that are no JSON', file('bad.json', '{hush'), /: is not JSON\n$/u],
    ['that are a list', file('list.json', '["hush"]'), /: must hold a JSON object\n$/u],
    ['that are not text', file('number.json', '{"apiKey":1}'), /: apiKey must be text\n$/u],
    [
      'of other dialects only',
      file('other.json', '{"upay":{"secretKey":"hush"}}'),
      /: holds no credentials for blackhat, only for upay\n$/u,
    ],
  ];
  for (const [title, flags, expected, given] of misuse) {
    test(title, async () => {
      const { code, output, errors } = await sign(flags, given);
      assert.deepEqual([code, output], [2, '']);
      assert.match(errors, expected);
      assert.doesNotMatch(errors, /hush|c8b67c66/u);
    });
  }
});

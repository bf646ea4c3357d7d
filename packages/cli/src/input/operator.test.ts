import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { temporaryFile } from '../testing/credentials.ts';
import { readOperator } from './operator.ts';

test('a data folder whose gateway does not listen yet is told as that', () => {
  const data = dirname(temporaryFile('operator.json', '{"token":"secret"}'));
  assert.throws(() => readOperator({ data }), {
    message: `--data: ${data}/operator.json does not say where its gateway listens, which it writes once it does; or give --gateway`,
  });
  const gateway = 'http://127.0.0.1:9000';
  assert.deepEqual(readOperator({ data, gateway }), { origin: gateway, token: 'secret' });
});

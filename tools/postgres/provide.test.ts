import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Client } from 'pg';
import { withoutPostgres } from '../../test/support/postgres.ts';

/** Asks for a cluster as `npm test` does, prints where it is, and never lets go of it. */
const owner = `
  const { providePostgres } = await import('${import.meta.dirname}/provide.ts');
  console.log((await providePostgres()).url);
`;

describe('the throw-away cluster', { skip: withoutPostgres() }, () => {
  it('serves, and is gone with its folder after its owner is killed', async () => {
    const { COUNTERSIGN_TEST_POSTGRES_URL: _, ...environment } = process.env;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', owner], {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const everyHolderOfStderrEnded = once(child.stderr.resume(), 'close');
    const [url] = await once(child.stdout.setEncoding('utf8'), 'data');

    const folder = await dataFolder(url.trim());
    assert.ok(existsSync(folder), folder);

    child.kill('SIGKILL');
    await everyHolderOfStderrEnded;
    assert.ok(!existsSync(folder), `${folder} is left`);
    await assert.rejects(dataFolder(url.trim()), { code: 'ECONNREFUSED' });
  });
});

async function dataFolder(url: string): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query('show data_directory');
    return rows[0].data_directory;
  } finally {
    await client.end();
  }
}

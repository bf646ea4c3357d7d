import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Client } from 'pg';
import { createTestDatabase, withoutPostgres } from './postgres.ts';

describe('a test database', { skip: withoutPostgres() }, () => {
  it('is its own, and gone once dropped, whoever is still connected', async () => {
    const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    assert.notEqual(one.url, other.url);

    const client = new Client({ connectionString: one.url });
    const closedByServer = new Promise((resolve) => client.on('error', resolve));
    await client.connect();
    await client.query('create table note (text text)');

    await Promise.all([one.drop(), other.drop()]);
    await closedByServer;
    await assert.rejects(new Client({ connectionString: one.url }).connect(), { code: '3D000' });
  });

  it('keeps what it acknowledged: the server flushes', async () => {
    const database = await createTestDatabase();
    const client = new Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query(
      "select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit",
    );
    assert.deepEqual(rows, [{ fsync: 'on', commit: 'on' }]);
    await client.end();
    await database.drop();
  });
});

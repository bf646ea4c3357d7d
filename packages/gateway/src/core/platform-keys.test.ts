import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine } from '../../../../test/support/core.ts';
import { openPlatformKeyPair } from './platform-keys.ts';

onEachEngine("the platform's key pair", (opened) => {
  it('is made once, also by processes that start at once, and kept sealed', async () => {
    const { core, elsewhere = core, restarted } = opened();
    const [first, second] = await Promise.all([
      openPlatformKeyPair(core, 'one'),
      openPlatformKeyPair(elsewhere, 'one'),
    ]);
    assert.deepEqual(second, first);
    assert.deepEqual(await openPlatformKeyPair(restarted(), 'one'), first);
    const rows = await core.reader.all('select value from settings limit 10');
    assert.ok(rows.every(({ value }) => !Buffer.from(value as Uint8Array).includes('PRIVATE KEY')));
  });

  it('is another for another purpose', async () => {
    const { core } = opened();
    assert.notDeepEqual(await openPlatformKeyPair(core, 'one'), await openPlatformKeyPair(core, 'two'));
  });
});

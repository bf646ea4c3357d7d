import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { addressesInHosts, systemResolver } from './resolve.ts';

const HOSTS = `# names of this network
127.0.0.1 localhost
10.0.0.5\treceiver Receiver.Intranet # ours
fd00::5   receiver
10.0.0.6  receiver2
#10.0.0.7 receiver
`;

describe('the machine’s resolver', () => {
  it('reads a hosts file as everybody does', () => {
    assert.deepEqual(addressesInHosts(HOSTS, 'receiver'), ['10.0.0.5', 'fd00::5']);
    assert.deepEqual(addressesInHosts(HOSTS, 'receiver.intranet'), ['10.0.0.5']);
    for (const name of ['ours', '10.0.0.5', 'receiver3', ''])
      assert.deepEqual(addressesInHosts(HOSTS, name), []);
  });

  it('asks the hosts file before anybody else, as it is at that time', async (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-hosts-'));
    context.after(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'hosts');
    const resolve = systemResolver(file);
    for (const address of ['10.0.0.5', '10.0.0.6']) {
      writeFileSync(file, `${address} receiver\n`);
      assert.deepEqual(await resolve('receiver'), [address]);
    }
  });

  it('knows localhost, whatever is written anywhere', async () => {
    const resolve = systemResolver('/nonexistent');
    assert.deepEqual(await resolve('localhost'), ['127.0.0.1', '::1']);
    assert.deepEqual(await resolve('shop.localhost'), ['127.0.0.1', '::1']);
  });
});

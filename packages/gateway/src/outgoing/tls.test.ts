import 'reflect-metadata';
import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { before, describe, it, type TestContext } from 'node:test';
import type { TLSSocket } from 'node:tls';
import * as x509 from '@peculiar/x509';
import { startRawServer } from '../../../../test/support/raw-server.ts';
import { createOutgoing, SANDBOX_POLICY } from './index.ts';

const NAME = 'hooks.merchant.example';
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

interface Certificate {
  readonly cert: string;
  readonly key: string;
}

async function certificateFor(...names: readonly x509.JsonGeneralName[]): Promise<Certificate> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=test',
    keys,
    signingAlgorithm: ALGORITHM,
    notBefore: new Date(Date.now() - 3_600_000),
    notAfter: new Date(Date.now() + 3_600_000),
    extensions: [new x509.SubjectAlternativeNameExtension([...names])],
  });
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { cert: certificate.toString('pem'), key: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY') };
}

describe('over TLS', () => {
  let named: Certificate;
  let other: Certificate;
  let address: Certificate;

  before(async () => {
    x509.cryptoProvider.set(webcrypto as never);
    named = await certificateFor({ type: 'dns', value: NAME });
    other = await certificateFor({ type: 'dns', value: 'other.example' });
    address = await certificateFor({ type: 'ip', value: '127.0.0.1' });
  });

  /** Posts to a server with one certificate, by a name or address; trusts what is given. */
  const post = async (
    context: TestContext,
    host: string,
    { shown, trusted }: { readonly shown?: Certificate; readonly trusted: readonly Certificate[] },
  ) => {
    const server = await startRawServer((socket) => {
      socket.end(`HTTP/1.1 200 OK\r\nX-Name: ${(socket as TLSSocket).servername}\r\n\r\n`);
    }, shown);
    const outgoing = createOutgoing({
      policy: { ...SANDBOX_POLICY, allowHttp: false },
      resolve: async () => ['127.0.0.1'],
      ...(trusted.length > 0 && { certificateAuthorities: trusted.map(({ cert }) => cert) }),
    });
    context.after(async () => {
      await outgoing.close();
      await server.close();
    });
    return outgoing.send({
      method: 'POST',
      url: `https://${host}:${server.port}/`,
      headers: [],
      body: Buffer.from('{}'),
      timeouts: { headersMilliseconds: 20_000, totalMilliseconds: 20_000 },
    });
  };

  it('asks for the name, whatever address is connected to', async (context) => {
    const result = await post(context, NAME, { shown: named, trusted: [named] });
    assert.ok(result.ok, JSON.stringify(result));
    assert.deepEqual(result.headers, [['x-name', NAME]]);
  });

  it('takes an address’s certificate for an address', async (context) => {
    const result = await post(context, '127.0.0.1', { shown: address, trusted: [address] });
    assert.ok(result.ok, JSON.stringify(result));
  });

  const refused = {
    'a certificate for another name': () => ({ host: NAME, shown: other, trusted: [other] }),
    'a certificate for the address instead of the name': () => ({
      host: NAME,
      shown: address,
      trusted: [address],
    }),
    'a certificate for a name instead of the address': () => ({
      host: '127.0.0.1',
      shown: named,
      trusted: [named],
    }),
    'a certificate that nobody vouches for': () => ({ host: NAME, shown: named, trusted: [] }),
    'a certificate that somebody else vouches for': () => ({ host: NAME, shown: named, trusted: [other] }),
  } satisfies Record<string, () => { host: string; shown: Certificate; trusted: Certificate[] }>;
  for (const [what, setting] of Object.entries(refused)) {
    it(`refuses ${what}`, async (context) => {
      const { host, ...certificates } = setting();
      const result = await post(context, host, certificates);
      assert.ok(!result.ok);
      assert.equal(result.code, 'tls_failed', result.message);
    });
  }

  it('refuses a server that speaks plainly', async (context) => {
    const result = await post(context, NAME, { trusted: [] });
    assert.ok(!result.ok);
    assert.equal(result.code, 'tls_failed', result.message);
  });
});

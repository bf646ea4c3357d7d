import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { formatSerialNumber } from '@countersign/signing';
import { TEST_START, testEnvironment } from '../../../../test/support/environment.ts';
import { CertificateRequestError } from './certificate-request-error.ts';
import { createRoot, type IssuedCertificate, issueCertificate, requestedKey } from './certificates.ts';
import { generateRsaKeyPair, type RsaKeyPair } from './key-pairs.ts';

const environment = testEnvironment();
const HOUR_MILLISECONDS = 3_600_000;

/** Made by OpenSSL: openssl req -new -newkey rsa:2048 -nodes -subj '/C=CN/O=Somebody Else/CN=000000000000000' */
const OPENSSL_REQUEST = `-----BEGIN CERTIFICATE REQUEST-----
MIIChDCCAWwCAQAwPzELMAkGA1UEBhMCQ04xFjAUBgNVBAoMDVNvbWVib2R5IEVs
c2UxGDAWBgNVBAMMDzAwMDAwMDAwMDAwMDAwMDCCASIwDQYJKoZIhvcNAQEBBQAD
ggEPADCCAQoCggEBAK1nfJw/yRKpeaLnwe6YlF0Nn2oibF1LGtjf+y+dF1uJYIKD
dh2GtVL8KrVMZi6MxOpUBl7MucT7jsyv+C4Zr7zlxkogYQ6AgpuykNF+eKi0CkGS
h1ETA8iIwHv7hCuZXq+oAp5GUUdkObhlY/vsuF/7KO7JV8mNlVE4w0VKAeNoEMLM
gXclpaelH8SMR1sY19I/sqrSLEh5p9wCxbSQpZ7VqBhPU7+GBc8Cu5rG+eoQNpJu
WcnIyAOLN4UKQ9zWMkBp5xPwGZGipYiGj357ohoJEQ5XxAmaOrVvfo8yhuqwVcl5
OK4gwhadfrRdOncu6PM/UulXpMiLOZoITBvBw8MCAwEAAaAAMA0GCSqGSIb3DQEB
CwUAA4IBAQA3zk8ve4QdNMbVx8Xx8LGF4sQhvCFLkJRG6z1QEK0BaPza2YHBPI1m
kGBt0oj5fhR4PgV4eC2spTphqmI66tImcS1/54ZJJxU1Ik86BPODH7GvthoYWHQ0
rfvdME3VYcCfjUClMl67H/0jRI5ZcM2DqD0msr1oQB12gWWu3UVhXC4ZppcnIHvJ
f0MGdzhO08iJWyc+TyNjhrElDZbzZeO5zEREMXjzAciBV8en6k7upLb7eQvpl58i
MQNNHCh9eFGPm4TTGE2Tlz1KCTuCODHoGUIsZwvtbUBc0iiJPIgY4Lxj3/IE9Ocu
YdbZBm2Uw/xW30saqJDZ8P6j4BFaBPfY
-----END CERTIFICATE REQUEST-----`;

describe('certificates', () => {
  let rootKeys: RsaKeyPair;
  let merchantKeys: RsaKeyPair;
  let root: IssuedCertificate;
  let leaf: IssuedCertificate;

  before(async () => {
    [rootKeys, merchantKeys] = await Promise.all([generateRsaKeyPair(), generateRsaKeyPair()]);
    root = await createRoot(environment, {
      subject: { commonName: 'Root', organization: 'Countersign' },
      keys: rootKeys,
      validityMilliseconds: 2 * HOUR_MILLISECONDS,
    });
    leaf = await issue('Trading, Ltd. + CN=admin', merchantKeys.publicKey);
  });

  const issue = (organization: string, publicKey: string) =>
    issueCertificate(
      environment,
      { certificate: root.certificate, privateKey: rootKeys.privateKey },
      {
        subject: { commonName: '819275770875906', organization },
        publicKey,
        validityMilliseconds: HOUR_MILLISECONDS,
      },
    );

  it('form a chain', () => {
    const parent = new X509Certificate(root.certificate);
    const child = new X509Certificate(leaf.certificate);
    assert.ok(parent.ca);
    assert.ok(parent.verify(parent.publicKey));
    assert.ok(child.checkIssued(parent));
    assert.ok(child.verify(parent.publicKey));
    assert.equal(child.ca, false);
    assert.equal(child.issuer, parent.subject);
  });

  it('are signed with RSA and SHA-256, which tells BasicEx clients how to sign', () => {
    for (const { certificate } of [root, leaf]) {
      assert.equal(new X509Certificate(certificate).signatureAlgorithm, 'sha256WithRSAEncryption');
    }
  });

  it('name the merchant, and nobody else, whatever its company is called', () => {
    const { subject } = new X509Certificate(leaf.certificate).toLegacyObject();
    assert.deepEqual({ ...subject }, { O: 'Trading, Ltd. + CN=admin', CN: '819275770875906' });
  });

  it('hold the key they were issued for', () => {
    const { publicKey } = new X509Certificate(leaf.certificate);
    assert.ok(publicKey.equals(createPublicKey(merchantKeys.publicKey)));
  });

  it('begin five minutes ago, for clocks that are late', () => {
    const { validFrom, validTo } = new X509Certificate(leaf.certificate);
    assert.equal(Date.parse(validFrom), TEST_START - 5 * 60_000);
    assert.equal(Date.parse(validTo), TEST_START + HOUR_MILLISECONDS);
    assert.deepEqual([leaf.validFrom, leaf.validTo], [Date.parse(validFrom), Date.parse(validTo)]);
  });

  it('are known by the fingerprint that Node computes', () => {
    const { fingerprint256 } = new X509Certificate(leaf.certificate);
    assert.equal(leaf.fingerprint, fingerprint256.replaceAll(':', '').toLowerCase());
  });

  it('have serials of their own, twenty bytes and positive', async () => {
    const other = await issue('Other', merchantKeys.publicKey);
    assert.notEqual(other.serialNumber, leaf.serialNumber);
    for (const { certificate, serialNumber } of [root, leaf, other]) {
      assert.match(serialNumber, /^[4-7][0-9a-f]{39}$/);
      assert.equal(new X509Certificate(certificate).serialNumber.toLowerCase(), serialNumber);
      assert.match(formatSerialNumber(serialNumber), /^[4-7][0-9a-f](?::[0-9a-f]{2}){19}$/);
    }
  });

  it('are issued for the key of a request, whatever name stands in it', async () => {
    const publicKey = await requestedKey(OPENSSL_REQUEST);
    const { certificate } = await issue('Countersign', publicKey);
    const parsed = new X509Certificate(certificate);
    assert.ok(parsed.publicKey.equals(createPublicKey(publicKey)));
    assert.equal(parsed.subject, 'O=Countersign\nCN=819275770875906');
  });

  const code = (expected: string) => (error: unknown) =>
    error instanceof CertificateRequestError && error.code === expected;

  it('are refused for a request that its key has not signed', async () => {
    const [first, ...rest] = OPENSSL_REQUEST.split('\n');
    const der = Buffer.from(rest.slice(0, -1).join(''), 'base64');
    der.writeUInt8(der.readUInt8(der.length - 1) ^ 1, der.length - 1);
    const altered = [first, der.toString('base64'), rest.at(-1)].join('\n');
    await assert.rejects(requestedKey(altered), code('key_not_proven'));
  });

  it('are refused for what is no request', async () => {
    for (const text of ['', 'PKCS', merchantKeys.publicKey]) {
      await assert.rejects(requestedKey(text), code('malformed'), text);
    }
  });

  const spki = { type: 'spki', format: 'pem' } as const;
  const weak = [
    ['RSA of 1024 bits', generateKeyPairSync('rsa', { modulusLength: 1_024 }).publicKey.export(spki)],
    ['elliptic', generateKeyPairSync('ed25519').publicKey.export(spki)],
  ] as const;
  for (const [name, key] of weak) {
    it(`are refused for a key that is ${name}`, () =>
      assert.rejects(issue('Countersign', key.toString()), code('key_too_weak')));
  }

  it('are refused for what is no key', () => assert.rejects(issue('Countersign', 'key'), code('malformed')));
});

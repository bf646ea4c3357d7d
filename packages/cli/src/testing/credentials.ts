/** Throw-away credentials of both sides in every dialect, in files as the gateway writes them. For tests. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

function privateKeyPem(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
}

const keys = { merchantPrivateKey: privateKeyPem(), platformPrivateKey: privateKeyPem() };
const vectors = JSON.parse(
  readFileSync(new URL('../../../signing/vectors/basicex.json', import.meta.url), 'utf8'),
);
const { certificate, privateKey } = vectors.credentials.throwAwayCertificate;

export const credentials = {
  basicex: {
    merchantNo: '800000000000001',
    apiKey: 'my_api_key',
    secretKey: 'my_secret_key',
    certificate,
    privateKey,
    // One certificate serves both sides here.
    platformCertificate: certificate,
    platformPrivateKey: privateKey,
  },
  anexpay: {
    apiKey: 'api-key',
    apiSecret: 'api-secret',
    signKey: 'aR2822Y6XbehWMclnB0Y2NJK',
    email: 'shop@shop.example',
    password: 'word',
  },
  easylink: {
    appId: 'app-id',
    appKey: '3c1d0a77-0000-4000-8000-00000000abcd',
    appSecret: 'app-secret',
    ...keys,
  },
  blackhat: {
    apiKey: 'dd181df0c163c9271530eb5f165c6a63',
    apiSecret: 'c8b67c66595af67a78ece3cb881491a2',
    storeId: '7',
  },
  upay: { apiKey: '8c5d1f00', secretKey: "g3)&~8P9S+ZhqO@G8b9Ate%xa5Jh-.E%'", ...keys },
};

const folder = mkdtempSync(join(tmpdir(), 'countersign-cli-'));
after(() => rmSync(folder, { recursive: true }));

/** A file of this content, removed when the tests of this process are done. */
export function temporaryFile(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content, { mode: 0o600 });
  return path;
}

/** A `sandbox.json` with all of them. */
export function sandboxFile(origin = 'http://127.0.0.1:8080'): string {
  return temporaryFile(
    `sandbox-${origin.replaceAll(/\W/gu, '-')}.json`,
    JSON.stringify({ origin, ...credentials }),
  );
}

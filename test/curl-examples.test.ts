/** The examples in examples/curl, each against a running gateway: as a developer runs them who has only openssl and curl. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { type Sandbox, startTestGateway, type TestGateway } from './support/gateway.ts';

type Dialect = Exclude<keyof Sandbox, 'origin'>;

const dialects: readonly Dialect[] = ['basicex', 'anexpay', 'easylink', 'blackhat', 'upay'];
const examples = join(import.meta.dirname, '../examples/curl');

/** `sh` is dash on Debian, and bash by another name on macOS. */
const shells = ['sh', 'bash'];

let gateway: TestGateway;
before(async () => {
  gateway = await startTestGateway();
});
after(() => gateway.stop());

for (const shell of shells) {
  const isInstalled = spawnSync(shell, ['-c', ':']).status === 0;
  const skip = !isInstalled && `${shell} is not installed`;
  describe(`examples/curl under ${shell}`, { concurrency: true, skip }, () => {
    for (const dialect of dialects) {
      it(`${dialect}.sh has its requests accepted, and reads back what it created`, async () => {
        const { exitCode, output, errors } = await run(shell, dialect, sandboxFile());
        assert.equal(exitCode, 0, output + errors);
        assert.match(output, new RegExp(`\n${dialect}: .* created(,| and) read back.*\n$`));
        assertShowsNoSecret(output);
      });
    }
  });
}

describe('examples/curl with a wrong secret', { concurrency: true }, () => {
  const wrong: readonly [Dialect, (sandbox: Sandbox) => object][] = [
    ['basicex', ({ basicex }) => ({ ...basicex, secretKey: other(basicex.secretKey) })],
    ['anexpay', ({ anexpay }) => ({ ...anexpay, signKey: other(anexpay.signKey) })],
    ['easylink', ({ easylink, upay }) => ({ ...easylink, merchantPrivateKey: upay.merchantPrivateKey })],
    ['blackhat', ({ blackhat }) => ({ ...blackhat, apiSecret: other(blackhat.apiSecret) })],
    ['upay', ({ upay }) => ({ ...upay, secretKey: other(upay.secretKey) })],
  ];
  for (const [dialect, credentials] of wrong) {
    it(`${dialect}.sh stops at the first refusal and says what it expected`, async () => {
      const file = join(gateway.dataFolder, `wrong-${dialect}.json`);
      writeFileSync(file, JSON.stringify({ ...gateway.sandbox, [dialect]: credentials(gateway.sandbox) }));
      const { exitCode, errors } = await run('sh', dialect, file);
      assert.equal(exitCode, 1, errors);
      assert.match(
        errors,
        new RegExp(`^${dialect}\\.sh: step \\d: expected \\S+ to be \\S+, but it is .*\n$`),
      );
    });
  }
});

describe('examples/curl without a gateway', () => {
  it('says that nothing answers there', async () => {
    const { exitCode, errors } = await run('sh', 'basicex', sandboxFile(), 'http://127.0.0.1:1');
    assert.equal(exitCode, 1, errors);
    assert.match(
      errors,
      /basicex\.sh: no answer from http:\/\/127\.0\.0\.1:1: is the gateway running there\?\n$/,
    );
  });

  it('says that it cannot read the credentials', async () => {
    const { exitCode, errors } = await run('sh', 'basicex', join(gateway.dataFolder, 'absent.json'));
    assert.equal(exitCode, 1, errors);
    assert.match(errors, /^basicex\.sh: cannot read .*absent\.json\. usage: basicex\.sh /);
  });
});

function sandboxFile(): string {
  return join(gateway.dataFolder, 'sandbox.json');
}

/** The pinned Node is there for upay.sh should the machine have none. */
const path = [process.env.PATH, dirname(process.execPath)].join(delimiter);

async function run(shell: string, dialect: Dialect, ...scriptArguments: string[]) {
  const child = spawn(shell, [join(examples, `${dialect}.sh`), ...scriptArguments], {
    env: { ...process.env, PATH: path, no_proxy: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [output, errors, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { exitCode, output, errors };
}

function other(secret: string): string {
  return secret.slice(0, -1) + (secret.endsWith('a') ? 'b' : 'a');
}

function assertShowsNoSecret(output: string): void {
  const { basicex, anexpay, easylink, blackhat, upay } = gateway.sandbox;
  const secrets = {
    basicex: [basicex.secretKey, ...linesOf(basicex.privateKey)],
    anexpay: [anexpay.apiSecret, anexpay.signKey, anexpay.password],
    easylink: [easylink.appKey, easylink.appSecret, ...linesOf(easylink.merchantPrivateKey)],
    blackhat: [blackhat.apiSecret],
    upay: [upay.secretKey, ...linesOf(upay.merchantPrivateKey)],
  };
  for (const [dialect, values] of Object.entries(secrets)) {
    for (const value of values) assert.ok(!output.includes(value), `a secret of ${dialect} is shown`);
  }
}

/**
 * The last whole base64 lines of a private key: its primes and coefficients. Its first ones hold the modulus, which stands in the
 * certificate as well; its very last one may be so short that it stands in any text.
 */
function linesOf(pem: string): string[] {
  return pem
    .split(/\r?\n/)
    .filter((line) => line.length === 64 && !line.startsWith('-----'))
    .slice(-10);
}

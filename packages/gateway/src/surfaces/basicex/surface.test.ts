import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import {
  COIN_PRICED,
  FIAT_PRICED,
  send,
  startBasicex,
  type TestBasicex,
} from '../../../../../test/support/basicex.ts';
import { forEachEngine } from '../../../../../test/support/engines.ts';
import { listCredentials, putRate } from '../../core/index.ts';
import { requireAsset } from '../../money/index.ts';
import { issueBasicexCredentials } from './credentials.ts';

forEachEngine((engine) => {
  let gateway: TestBasicex;
  before(async () => {
    gateway = await startBasicex(engine);
  });
  after(() => gateway?.close());

  describe('the platform certificate', () => {
    it('is told to anybody, with its serial as lower-case byte pairs', async () => {
      const { status, envelope } = await send(gateway.origin, '/v2/platform/certificate', {});
      assert.deepEqual([status, envelope.code, envelope.message], [200, '0000', '']);
      const [only, ...others] = envelope.data as readonly { certificate: string; serialNumber: string }[];
      assert.deepEqual(others, []);
      assert.match(only?.serialNumber ?? '', /^[0-9a-f]{2}(?::[0-9a-f]{2}){19}$/u);
      const certificate = new X509Certificate(only?.certificate ?? '');
      assert.equal(certificate.serialNumber, only?.serialNumber.replaceAll(':', '').toUpperCase());
      assert.ok(certificate.verify(new X509Certificate(gateway.authority.certificate).publicKey));
    });

    it('is told to the official client too, which sends its key and no signature', async () => {
      const headers = [['X-Api-Key', 'any']] as const;
      assert.equal((await send(gateway.origin, '/v2/platform/certificate', { headers })).status, 200);
    });
  });

  describe('rates', () => {
    it('are what one of each coin is worth', async () => {
      const { envelope } = await gateway.call('GET', '/v2/rates/CNY');
      const rates = envelope.data as Readonly<Record<string, string>>;
      assert.equal(rates.BCNY, '1');
      assert.equal(rates.USDT, '7.10935633');
      assert.equal(rates.BTC, '639900');
    });

    it('are those of the moment', async () => {
      const { core, environment } = gateway;
      const [base, quote] = [requireAsset('USDT'), requireAsset('THB')];
      await core.perform((transaction) =>
        putRate(transaction, { base, quote, rate: '33.125', source: 'test', at: environment.now() + 1 }),
      );
      const { envelope } = await gateway.call('GET', '/v2/rates/THB');
      assert.equal((envelope.data as Readonly<Record<string, string>>).USDT, '33.125');
    });

    it('leave out coins that BasicEx does not pay in', async () => {
      const { core, environment } = gateway;
      const [base, quote] = [requireAsset('BLKC'), requireAsset('USD')];
      await core.perform((transaction) =>
        putRate(transaction, { base, quote, rate: '2', source: 'test', at: environment.now() }),
      );
      const { envelope } = await gateway.call('GET', '/v2/rates/USD');
      assert.deepEqual(Object.keys(envelope.data as object), [
        'BCNY',
        'BINR',
        'BNB',
        'BTC',
        'BVND',
        'ETH',
        'TRX',
        'USDC',
        'USDT',
      ]);
    });

    it('are refused in a currency that invoices cannot be priced in', async () => {
      for (const fiat of ['GBP', 'usd', 'USDT', '%00', 'US%2FD']) {
        const { status, envelope } = await gateway.call('GET', `/v2/rates/${fiat}`);
        assert.ok(status === 400, fiat);
        assert.equal(envelope.data, null);
      }
      const { envelope } = await gateway.call('GET', '/v2/rates/GBP');
      assert.deepEqual([envelope.code, envelope.param], ['GW400002', 'fiat']);
    });
  });

  it('says so where there is no rate to convert at', async () => {
    const body = { ...FIAT_PRICED, currency: 'USDT', fiat: 'EUR' };
    const { core } = gateway;
    await core.perform((transaction) => transaction.run('delete from rates where quote_asset = $1', ['EUR']));
    const { status, envelope } = await gateway.call('POST', '/v2/invoices', { body });
    assert.deepEqual([status, envelope.code], [500, 'GW501106']);
  });

  it('says so where the rate to convert at is stale, and shows it no longer', async () => {
    const { core, environment } = gateway;
    const [base, quote, at] = [requireAsset('USDT'), requireAsset('PHP'), environment.now()];
    const rate = { base, quote, rate: '58', source: 'test', at, expiresAt: at + 60_000 };
    await core.perform((transaction) => putRate(transaction, rate));
    const create = (orderId: string) => {
      const body = { ...FIAT_PRICED, orderId, currency: 'USDT', fiat: 'PHP' };
      return gateway.call('POST', '/v2/invoices', { body });
    };
    const shown = async () => {
      const { envelope } = await gateway.call('GET', '/v2/rates/PHP');
      return (envelope.data as Readonly<Record<string, string>>).USDT;
    };
    assert.deepEqual([(await create('fresh')).status, await shown()], [200, '58']);
    environment.advance(60_000);
    const { status, envelope } = await create('stale');
    assert.deepEqual([status, envelope.code, await shown()], [500, 'GW501106', undefined]);
    assert.match(envelope.message, /^The rate for USDT in PHP is stale/u);
  });

  describe('every refusal', () => {
    it('has the documented envelope, and the id of its request in header and body', async () => {
      const { status, headers, envelope } = await gateway.call('POST', '/v2/invoices', {
        body: { ...COIN_PRICED, amount: 0 },
      });
      assert.equal(status, 400);
      assert.equal(headers.get('content-type'), 'application/json; charset=utf-8');
      assert.deepEqual(Object.keys(envelope), ['code', 'data', 'message', 'param', 'requestId']);
      assert.equal(envelope.requestId, headers.get('request-id'));
      assert.ok(gateway.log().some(({ requestId }) => requestId === envelope.requestId));
    });

    const CASES: readonly [what: string, method: string, path: string, status: number, code: string][] = [
      ['no such path', 'GET', '/v2/invoices/a/b/c', 404, 'GW404000'],
      ['no such path of its own', 'GET', '/v2/platform', 404, 'GW404000'],
      ['another method', 'DELETE', '/v2/invoices', 405, 'GW405000'],
      ['a path that is no UTF-8', 'GET', '/v2/invoices/%ff', 400, 'GW400000'],
    ];
    for (const [what, method, path, status, code] of CASES) {
      it(`is in it: ${what}`, async () => {
        const answer = await send(gateway.origin, path, { method });
        assert.deepEqual([answer.status, answer.envelope.code, answer.envelope.data], [status, code, null]);
        assert.equal(answer.envelope.requestId, answer.headers.get('request-id'));
      });
    }

    it('is in it: a body too large', async () => {
      const answer = await gateway.call('POST', '/v2/invoices', {
        body: JSON.stringify({ ...COIN_PRICED, source: 'x'.repeat(1_024 * 1_024) }),
      });
      assert.deepEqual([answer.status, answer.envelope.code], [413, 'GW413000']);
    });
  });

  it('gives a merchant further credentials under the number it has', async () => {
    const { core, authority, merchant, credentials } = gateway;
    const { shown, commands } = await issueBasicexCredentials(core, authority, merchant);
    assert.equal(shown.merchantNo, credentials.merchantNo);
    assert.match(shown.merchantNo ?? '', /^\d{15}$/u);
    assert.match(shown.apiKey ?? '', /^[A-Za-z0-9]{64}$/u);
    assert.match(shown.secretKey ?? '', /^[A-Za-z0-9]{64}$/u);
    assert.notEqual(shown.apiKey, credentials.apiKey);
    const certificate = new X509Certificate(shown.certificate ?? '');
    assert.equal(certificate.subject, `O=Shop\nCN=${credentials.merchantNo}`);
    assert.deepEqual(
      commands.map(({ kind }) => kind),
      ['key', 'certificate'],
    );
    assert.equal(commands[1]?.expiresAt, certificate.validToDate.getTime());
    const kept = await listCredentials(core.reader, merchant.id);
    assert.equal(JSON.stringify(kept).includes(shown.secretKey ?? ''), false);
  });
});

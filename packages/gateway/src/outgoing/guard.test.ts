import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createGuard } from './guard.ts';
import { HTTP_PORTS, type OutgoingPolicy, SANDBOX_POLICY, STRICT_POLICY } from './policy.ts';

const strict = createGuard(STRICT_POLICY);
const policy = (changes: Partial<OutgoingPolicy>) => createGuard({ ...STRICT_POLICY, ...changes });

type Rows = readonly (readonly [url: string, reason: RegExp])[];

const refusedUrls: Readonly<Record<string, Rows>> = {
  'addresses that are not public': [
    ['https://0.0.0.0/', /this host/u],
    ['https://0.1.2.3/', /this host/u],
    ['https://10.0.0.1/', /private/u],
    ['https://10.255.255.255/', /private/u],
    ['https://100.64.0.1/', /carrier/u],
    ['https://100.127.255.254/', /carrier/u],
    ['https://127.0.0.1/', /loopback/u],
    ['https://127.255.255.254/', /loopback/u],
    ['https://169.254.0.1/', /link-local/u],
    ['https://172.16.0.1/', /private/u],
    ['https://172.31.255.255/', /private/u],
    ['https://192.0.0.8/', /reserved/u],
    ['https://192.0.2.1/', /documentation/u],
    ['https://192.88.99.1/', /6to4 relay/u],
    ['https://192.168.1.1/', /private/u],
    ['https://198.18.0.1/', /benchmarks/u],
    ['https://198.19.255.255/', /benchmarks/u],
    ['https://198.51.100.7/', /documentation/u],
    ['https://203.0.113.9/', /documentation/u],
    ['https://224.0.0.1/', /multicast/u],
    ['https://239.255.255.250/', /multicast/u],
    ['https://240.0.0.1/', /reserved/u],
    ['https://255.255.255.255/', /broadcast/u],
  ],
  'IPv6 addresses that are not public': [
    ['https://[::]/', /unspecified/u],
    ['https://[::1]/', /loopback/u],
    ['https://[0:0:0:0:0:0:0:1]/', /loopback/u],
    ['https://[100::1]/', /discarded/u],
    ['https://[2001::1]/', /Teredo/u],
    ['https://[2001:2::1]/', /benchmarks/u],
    ['https://[2001:10::1]/', /reserved/u],
    ['https://[2001:db8::1]/', /documentation/u],
    ['https://[3fff::1]/', /documentation/u],
    ['https://[5f00::1]/', /no global unicast/u],
    ['https://[4000::1]/', /no global unicast/u],
    ['https://[fc00::1]/', /unique local/u],
    ['https://[fd12:3456:789a::1]/', /unique local/u],
    ['https://[fe80::1]/', /link-local/u],
    ['https://[febf::1]/', /link-local/u],
    ['https://[fec0::1]/', /site-local/u],
    ['https://[ff02::1]/', /multicast/u],
  ],
  'IPv4 addresses inside IPv6 ones': [
    ['https://[::ffff:127.0.0.1]/', /IPv4-mapped .* for 127\.0\.0\.1, is a loopback/u],
    ['https://[::ffff:7f00:1]/', /loopback/u],
    ['https://[0:0:0:0:0:ffff:0a00:0001]/', /private/u],
    ['https://[::ffff:169.254.169.254]/', /metadata/u],
    ['https://[::ffff:0.0.0.0]/', /this host/u],
    ['https://[::127.0.0.1]/', /IPv4-compatible/u],
    ['https://[::8.8.8.8]/', /IPv4-compatible/u],
    ['https://[::ffff:0:127.0.0.1]/', /IPv4-translated/u],
    ['https://[64:ff9b::127.0.0.1]/', /NAT64 .* for 127\.0\.0\.1, is a loopback/u],
    ['https://[64:ff9b::a00:1]/', /private/u],
    ['https://[64:ff9b::169.254.169.254]/', /metadata/u],
    ['https://[64:ff9b:1::10.0.0.1]/', /local NAT64/u],
    ['https://[64:ff9b:1:7f00:0:100::]/', /local NAT64/u],
    ['https://[2002:7f00:1::]/', /6to4/u],
    ['https://[2002:a00:1::1]/', /6to4/u],
    ['https://[2001:0:4136:e378:8000:63bf:80ff:fffe]/', /Teredo/u],
  ],
  'other spellings of IPv4 addresses': [
    ['https://2130706433/', /127\.0\.0\.1 is a loopback/u],
    ['https://0x7f000001/', /loopback/u],
    ['https://017700000001/', /loopback/u],
    ['https://0x7f.0.0.1/', /loopback/u],
    ['https://0177.0.0.1/', /loopback/u],
    ['https://127.1/', /loopback/u],
    ['https://127.0.1/', /loopback/u],
    ['https://10.1/', /private/u],
    ['https://0/', /this host/u],
    ['https://0x0/', /this host/u],
    ['https://0xa9fea9fe/', /metadata/u],
    ['https://2852039166/', /metadata/u],
    ['https://①②⑦.⓪.⓪.①/', /loopback/u],
    ['https://127。0。0。1/', /loopback/u],
    ['https://%31%32%37.0.0.1/', /loopback/u],
    ['https://127.0.0.1./', /loopback/u],
    ['https://256.1.1.1/', /none/u],
    ['https://4294967296/', /none/u],
  ],
  'metadata services': [
    ['https://169.254.169.254/latest/meta-data/', /metadata/u],
    ['https://169.254.170.2/v2/credentials', /metadata/u],
    ['https://100.100.100.200/', /metadata/u],
    ['https://168.63.129.16/', /metadata/u],
    ['https://192.0.0.192/', /metadata/u],
    ['https://[fd00:ec2::254]/', /metadata/u],
    ['https://[fd20:ce::254]/', /metadata/u],
    ['https://metadata.google.internal/computeMetadata/v1/', /metadata/u],
    ['https://METADATA.Google.Internal/', /metadata/u],
    ['https://metadata/', /metadata/u],
    ['https://instance-data/', /metadata/u],
  ],
  'hosts that are none': [
    ['https://', /in full/u],
    ['https:///etc/passwd', /in full/u],
    ['https://:443/', /none/u],
    ['https://[fe80::1%25eth0]/', /none/u],
    ['https://[fe80::1%eth0]/', /none/u],
    ['https://[::1/', /none/u],
    ['https://localhost./', /ends in a dot/u],
    ['https://merchant.example./', /ends in a dot/u],
    ['https://metadata.google.internal./', /ends in a dot/u],
    ['https://merchant.example../', /ends in a dot/u],
    ['https://merchant..example/', /no name/u],
    ['https://.merchant.example/', /no name/u],
    ['https://-merchant.example/', /no name/u],
    ["https://merchant';drop.example/", /no name/u],
    [`https://${'a'.repeat(64)}.example/`, /no name/u],
    [`https://${'a.'.repeat(127)}example/`, /no name/u],
    ['https://localhost%00.merchant.example/', /none/u],
  ],
  'users and passwords': [
    ['https://user@merchant.example/', /user or a password/u],
    ['https://user:secret@merchant.example/', /user or a password/u],
    ['https://@merchant.example/', /user or a password/u],
    ['https://merchant.example@127.0.0.1/', /user or a password/u],
    ['https://127.0.0.1%2f@merchant.example/', /user or a password/u],
  ],
  'what another parser would read otherwise': [
    ['https://merchant.example\\@127.0.0.1/', /backslash/u],
    ['https:\\\\127.0.0.1/', /backslash/u],
    ['https://127.0.0.1 &@merchant.example#@merchant.example/', /space/u],
    ['https://merchant.example/\r\nHost: 127.0.0.1', /control/u],
    ['ht\ntps://merchant.example/', /control/u],
    [' https://merchant.example/', /space/u],
    ['https://merchant.example/\u0000', /control/u],
    ['https:merchant.example/', /in full/u],
    ['//merchant.example/', /in full/u],
    ['merchant.example', /in full/u],
    ['', /in full/u],
  ],
  'other schemes': [
    ['http://merchant.example/', /must begin with https/u],
    ['ftp://merchant.example/', /not an https url/u],
    ['file:///etc/passwd', /in full/u],
    ['file://merchant.example/etc/passwd', /not an https url/u],
    ['gopher://merchant.example/_x', /not an https url/u],
    ['ws://merchant.example/', /not an https url/u],
    ['data:text/plain,x', /in full/u],
    ['javascript:alert(1)', /in full/u],
    ['unix:/var/run/docker.sock', /in full/u],
    ['http+unix://%2Fvar%2Frun%2Fdocker.sock/info', /not an https url/u],
  ],
  'unusual ports': [
    ['https://merchant.example:0/', /port 0/u],
    ['https://merchant.example:22/', /port 22/u],
    ['https://merchant.example:25/', /port 25/u],
    ['https://merchant.example:5432/', /port 5432/u],
    ['https://merchant.example:6379/', /port 6379/u],
    ['https://merchant.example:65535/', /port 65535/u],
    ['https://merchant.example:65536/', /none/u],
  ],
  'what is too long': [[`https://merchant.example/${'a'.repeat(2_048)}`, /longer than 2048/u]],
};

for (const [kind, rows] of Object.entries(refusedUrls)) {
  describe(`refuses ${kind}:`, () => {
    for (const [url, reason] of rows) {
      it(JSON.stringify(url.length > 80 ? `${url.slice(0, 80)}…` : url), () => {
        const verdict = strict.judgeUrl(url);
        assert.ok(!verdict.ok);
        assert.match(verdict.reason, reason);
      });
    }
  });
}

describe('allows', () => {
  const publicUrls: readonly (readonly [url: string, understood: string])[] = [
    ['https://merchant.example', 'https://merchant.example/'],
    ['https://merchant.example/callbacks?order=1', 'https://merchant.example/callbacks?order=1'],
    ['HTTPS://Merchant.Example/A', 'https://merchant.example/A'],
    ['https://merchant.example:8443/', 'https://merchant.example:8443/'],
    ['https://merchant.example:443/', 'https://merchant.example/'],
    ['https://my_shop.merchant.example/', 'https://my_shop.merchant.example/'],
    ['https://bücher.example/', 'https://xn--bcher-kva.example/'],
    ['https://xn--bcher-kva.example/', 'https://xn--bcher-kva.example/'],
    ['https://merchant.example/@handle', 'https://merchant.example/@handle'],
    ['https://merchant.example/?mail=a@b.example', 'https://merchant.example/?mail=a@b.example'],
    ['https://1.1.1.1/', 'https://1.1.1.1/'],
    ['https://9.255.255.255/', 'https://9.255.255.255/'],
    ['https://11.0.0.0/', 'https://11.0.0.0/'],
    ['https://100.63.255.255/', 'https://100.63.255.255/'],
    ['https://100.128.0.0/', 'https://100.128.0.0/'],
    ['https://172.32.0.1/', 'https://172.32.0.1/'],
    ['https://223.255.255.255/', 'https://223.255.255.255/'],
    ['https://134744072/', 'https://8.8.8.8/'],
    ['https://[2606:4700:4700::1111]/', 'https://[2606:4700:4700::1111]/'],
    ['https://[2001:4860:4860::8888]/', 'https://[2001:4860:4860::8888]/'],
    ['https://[::ffff:8.8.8.8]/', 'https://[::ffff:808:808]/'],
    ['https://[64:ff9b::8.8.8.8]/', 'https://[64:ff9b::808:808]/'],
  ];
  for (const [url, understood] of publicUrls) {
    it(url, () => {
      const verdict = strict.judgeUrl(url);
      assert.ok(verdict.ok, JSON.stringify(verdict));
      assert.equal(verdict.url.href, understood);
    });
  }

  it('http where the policy says so, on http’s ports', () => {
    const guard = policy({ allowHttp: true });
    assert.ok(guard.judgeUrl('http://merchant.example/').ok);
    assert.ok(guard.judgeUrl('http://merchant.example:8080/').ok);
    assert.ok(!guard.judgeUrl('http://merchant.example:8081/').ok);
    assert.ok(!guard.judgeUrl('http://127.0.0.1/').ok);
  });

  it('ports where the policy says so, both ends included', () => {
    const guard = policy({ allowedPorts: [...HTTP_PORTS, { from: 9_000, to: 9_002, reason: 'ours' }] });
    const allowed = [8_999, 9_000, 9_001, 9_002, 9_003].filter(
      (port) => guard.judgeUrl(`https://merchant.example:${port}/`).ok,
    );
    assert.deepEqual(allowed, [9_000, 9_001, 9_002]);
  });

  const networks: readonly (readonly [network: string, inside: string, outside: string])[] = [
    ['10.1.0.0/16', '10.1.2.3', '10.2.0.0'],
    ['10.1.2.3', '10.1.2.3', '10.1.2.4'],
    ['127.0.0.0/8', '::ffff:127.0.0.1', '::1'],
    ['::1', '::1', '127.0.0.1'],
    ['fd00::/8', 'fd12::1', 'fc00::1'],
    ['2002::/16', '2002:a00:1::1', '10.0.0.1'],
    ['64:ff9b:1::/48', '64:ff9b:1::a00:1', '64:ff9b::a00:1'],
    ['0.0.0.0/0', '192.168.0.1', 'fe80::1'],
    ['169.254.169.254', '169.254.169.254', '169.254.169.253'],
    ['100.64.0.0/10', '100.100.100.201', '100.100.100.200'],
    ['169.254.0.0/16', '169.254.1.1', '169.254.169.254'],
    ['0.0.0.0/0', '10.0.0.1', '168.63.129.16'],
    ['64:ff9b::/96', '64:ff9b::a00:1', '64:ff9b::a9fe:a9fe'],
  ];
  for (const [network, inside, outside] of networks) {
    it(`${inside} and not ${outside}, with ${network} allowed`, () => {
      const guard = policy({ allowedNetworks: [network] });
      assert.equal(guard.refusalOf(inside), undefined);
      assert.notEqual(guard.refusalOf(outside), undefined);
    });
  }
});

describe('the sandbox’s policy', () => {
  const sandbox = createGuard(SANDBOX_POLICY);

  for (const url of [
    'http://127.0.0.1:3000/',
    'http://[::1]:50123/',
    'http://localhost:1024/',
    'http://127.1/',
  ]) {
    it(`allows ${url}`, () => assert.ok(sandbox.judgeUrl(url).ok));
  }

  const refused = [
    'http://127.0.0.1:22/',
    'http://10.0.0.1:3000/',
    'http://169.254.169.254/',
    'ftp://127.0.0.1/',
  ];
  for (const url of refused) it(`refuses ${url}`, () => assert.ok(!sandbox.judgeUrl(url).ok));
});

describe('the guard', () => {
  for (const address of [
    '',
    'localhost',
    '127.1',
    '0x7f000001',
    'fe80::1%eth0',
    '1.1.1.1%eth0',
    '1.1.1.1:80',
  ]) {
    it(`takes '${address}' from a resolver for no address`, () => {
      assert.match(strict.refusalOf(address) ?? '', /no IP address/u);
    });
  }

  it('refuses a loopback address however its number is written', () => {
    const spellings = [
      (number: number) => String(number),
      (number: number) => `0x${number.toString(16)}`,
      (number: number) => `0${number.toString(8)}`,
      (number: number) => `127.${number & 0xff_ffff}`,
      (number: number) => `0177.0x${((number >>> 16) & 0xff).toString(16)}.${number & 0xffff}`,
    ];
    const anyNumber = fc.integer({ min: 0x7f00_0000, max: 0x7fff_ffff });
    fc.assert(
      fc.property(anyNumber, fc.constantFrom(...spellings), (number, spell) => {
        const verdict = strict.judgeUrl(`https://${spell(number)}/`);
        assert.ok(!verdict.ok);
        assert.match(verdict.reason, /loopback|metadata/u);
      }),
    );
  });

  it('judges an IPv4 address and what embeds it alike', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const isRefused = strict.refusalOf(address) !== undefined;
        assert.equal(strict.refusalOf(`::ffff:${address}`) !== undefined, isRefused);
        assert.equal(strict.refusalOf(`64:ff9b::${address}`) !== undefined, isRefused);
      }),
    );
  });

  it('has a verdict on any text, and repeats no password', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('', 'https://', 'https://['),
        fc.oneof(fc.string({ unit: 'binary-ascii' }), fc.string({ unit: 'grapheme' })),
        (start, rest) => {
          assert.equal(typeof strict.judgeUrl(start + rest).ok, 'boolean');
        },
      ),
    );
    const verdict = strict.judgeUrl('https://user:hunter2@merchant.example/');
    assert.ok(!verdict.ok && !verdict.reason.includes('hunter2'));
  });

  it('cannot be made with an allowed network that is none', () => {
    assert.throws(() => policy({ allowedNetworks: ['intranet'] }));
    assert.throws(() => policy({ allowedNetworks: ['10.0.0.0/33'] }));
  });
});

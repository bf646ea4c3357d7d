import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { credentials, sandboxFile, temporaryFile } from '../testing/credentials.ts';
import { NOW, runInProcess } from '../testing/run-in-process.ts';

const sandbox = sandboxFile();
const given = ['--credentials', sandbox];
const json = '{"reference":"REF-1","amount":20.00,"name":"Zoë"}';

describe('what sign prints, verify accepts', () => {
  const url = 'https://api.example/v2/things';
  const cases: readonly [title: string, dialect: string, flags: readonly string[]][] = [
    ['BasicEx request, key', 'basicex', ['--url', url, '--body', json]],
    ['BasicEx request without a body', 'basicex', ['--url', `${url}?a=1`]],
    ['BasicEx request, certificate', 'basicex', ['--url', url, '--body', json, '--mode', 'certificate']],
    ['BasicEx callback, key', 'basicex', ['--url', url, '--body', json, '--direction', 'callback']],
    [
      'BasicEx callback, certificate',
      'basicex',
      ['--url', url, '--body', json, '--direction', 'callback', '--mode', 'certificate'],
    ],
    ['ANexPay request', 'anexpay', ['--url', url, '--body', json, '--header', 'Authorization: Bearer abc']],
    ['ANexPay request with a query', 'anexpay', ['--url', `${url}?name=John%20Smith`]],
    [
      'ANexPay response',
      'anexpay',
      ['--url', url, '--method', 'GET', '--body', json, '--direction', 'response'],
    ],
    ['ANexPay callback', 'anexpay', ['--url', url, '--body', json, '--direction', 'callback']],
    ['EasyLink request', 'easylink', ['--url', url, '--body', json, '--nonce', 'n-1']],
    ['EasyLink callback', 'easylink', ['--url', url, '--body', json, '--direction', 'callback']],
    ['BlackHat POST', 'blackhat', ['--url', url, '--body', 'amount=1&description=Caf%C3%A9+1']],
    ['BlackHat POST without parameters', 'blackhat', ['--url', url, '--method', 'post']],
    ['BlackHat GET', 'blackhat', ['--url', `${url}?invoice_id=1`]],
    ['BlackHat callback', 'blackhat', ['--url', url, '--body', 'status=paid', '--direction', 'callback']],
    ['UPay request', 'upay', ['--url', url, '--body', json]],
    ['UPay request, encrypted', 'upay', ['--url', url, '--body', json, '--encrypt']],
    [
      'UPay request, not encrypted',
      'upay',
      ['--url', 'https://h/api/v1/payout/payer/add', '--body', json, '--no-encrypt'],
    ],
    ['UPay callback', 'upay', ['--url', url, '--body', '{"event":"CC_CONSUME"}', '--direction', 'callback']],
  ];
  for (const [title, dialect, flags] of cases) {
    const directionAt = flags.indexOf('--direction');
    const direction = directionAt === -1 ? [] : flags.slice(directionAt, directionAt + 2);
    const isAnswer = direction.includes('response');

    test(`${title}, as an HTTP message`, async () => {
      const signed = await runInProcess(['sign', dialect, ...given, ...flags]);
      assert.equal(signed.code, 0, signed.errors);
      const receiver = isAnswer ? ['--url', url, '--method', 'GET'] : [];
      const verified = await runInProcess(
        ['verify', dialect, ...given, ...direction, ...receiver, '--http', '-', '--json'],
        { input: signed.bytes },
      );
      assert.equal(verified.code, 0, verified.output + verified.errors);
      assert.equal(JSON.parse(verified.output).ok, true);
    });

    test(`${title}, as JSON`, async () => {
      const signed = await runInProcess(['sign', dialect, ...given, ...flags, '--json']);
      assert.equal(signed.code, 0, signed.errors);
      const { method, url: sentTo, headers, body } = JSON.parse(signed.output);
      const headerFlags = Object.entries(headers).flatMap(([name, value]) => [
        '--header',
        `${name}: ${value}`,
      ]);
      const message = ['--method', method, '--url', sentTo, ...headerFlags, '--body', '-'];
      const verified = await runInProcess(['verify', dialect, ...given, ...direction, ...message], {
        input: body,
      });
      assert.equal(verified.code, 0, verified.output + verified.errors);
      assert.match(verified.output, /^verified\n/u);
    });
  }
});

describe('sign', () => {
  const invoice = ['sign', 'basicex', ...given, '--url', 'https://openapi.basicex.com/v2/invoices'];

  test('prints the published vector of each format', async () => {
    const { output } = await runInProcess([...invoice, '--body', '{"t": "123"}', '--json']);
    const signature =
      '1dd2938459307e52f3f2e077d1c2dcc43b942abb22b9622b2b99d050351fc219caf334ab9a36fd2d3ba1eaa5309137d1ca52456d634a2e37db1922e15ca059a8';
    assert.deepEqual(JSON.parse(output), {
      method: 'POST',
      url: 'https://openapi.basicex.com/v2/invoices',
      headers: { 'X-Api-Key': 'my_api_key', 'X-Signature': signature, 'Content-Type': 'application/json' },
      body: '{"t": "123"}',
      stringToSign: 'https://openapi.basicex.com/v2/invoices{"t": "123"}',
    });
    const text = await runInProcess([...invoice, '--body', '{"t": "123"}']);
    assert.equal(
      text.output,
      [
        'POST /v2/invoices HTTP/1.1',
        'Host: openapi.basicex.com',
        'X-Api-Key: my_api_key',
        `X-Signature: ${signature}`,
        'Content-Type: application/json',
        'Content-Length: 12',
        '',
        '{"t": "123"}',
      ].join('\r\n'),
    );
  });

  test('keeps all four decimals of a BlackHat time', async () => {
    const { output } = await runInProcess([
      ...[
        'sign',
        'blackhat',
        ...given,
        '--url',
        'https://h/api/getInvoice',
        '--at',
        '1651480109.1231',
        '--json',
      ],
      ...['--body', 'invoice_id=0549991d-e3ea-476b-a8fa-5921a257c33a'],
    ]);
    assert.match(
      JSON.parse(output).body,
      /&ts=1651480109\.1231&sign=24ba6a52cf45b6f4dd542ed4016970a7db04e34a975dcca891fcd0010a2ad968$/u,
    );
  });

  test('shows bytes that are not UTF-8 as base64', async () => {
    const body = temporaryFile('bytes', Buffer.from([0x7b, 0xff, 0x7d]));
    const { output } = await runInProcess([...invoice, '--body', `@${body}`, '--json']);
    const { bodyBase64, stringToSignBase64, ...rest } = JSON.parse(output);
    assert.equal(bodyBase64, 'e/99');
    assert.ok(
      Buffer.from(stringToSignBase64, 'base64').equals(
        Buffer.from('https://openapi.basicex.com/v2/invoices{\xff}', 'latin1'),
      ),
    );
    assert.deepEqual(Object.keys(rest), ['method', 'url', 'headers']);
  });

  test("never shows EasyLink's app key in the string to sign", async () => {
    const { output } = await runInProcess([
      'sign',
      'easylink',
      ...given,
      '--url',
      'https://h/x',
      '--body',
      '{}',
      '--json',
    ]);
    assert.match(JSON.parse(output).stringToSign, /^<app key>X-EasyLink-AppKey=.*<app key>$/u);
  });

  test('ends with a newline for a person, and with the last byte of the body for a program', async () => {
    const forTerminal = await runInProcess([...invoice, '--body', 'x'], { isTerminal: true });
    const forPipe = await runInProcess([...invoice, '--body', 'x']);
    assert.equal(forTerminal.output, `${forPipe.output}\n`);
    assert.ok(forPipe.output.endsWith('x'));
  });

  test('says why a message cannot be signed', async () => {
    const { code, output, errors } = await runInProcess([
      ...['sign', 'blackhat', ...given, '--url', 'https://h/', '--body', 'a=1&a=2'],
    ]);
    assert.deepEqual([code, output], [1, '']);
    assert.equal(
      errors,
      'countersign: cannot be signed (parameter_duplicated): a: Send each parameter once.\n',
    );
  });

  test('says which key is missing', async () => {
    const file = temporaryFile('incomplete.json', '{"apiKey":"k"}');
    const { code, errors } = await runInProcess([
      ...['sign', 'basicex', '--credentials', file, '--url', 'https://h/'],
    ]);
    assert.equal(code, 1);
    assert.match(errors, /cannot be signed \(key_unusable\): secretKey: /u);
  });

  const misuse: readonly [string, readonly string[], RegExp][] = [
    ['no url', ['sign', 'upay', ...given], /^countersign: --url: needed/u],
    ['a url without a host', ['sign', 'upay', ...given, '--url', '/v2'], /--url: give the whole url/u],
    ['a url with a fragment', ['sign', 'upay', ...given, '--url', 'http://h/#a'], /--url: leave out the #/u],
    [
      'a header without a colon',
      [...invoice, '--header', 'secret'],
      /^countersign: --header: write it as 'Name: value', on one line\n$/u,
    ],
    [
      'a body that is not there',
      [...invoice, '--body', '@/none'],
      /--body: cannot read '\/none' \(ENOENT\)/u,
    ],
    [
      'a mode that is not there',
      [...invoice, '--mode', 'pigeon'],
      /--mode: there is 'key' and 'certificate' here/u,
    ],
    [
      'a direction that is not signed',
      ['sign', 'upay', ...given, '--url', 'http://h/', '--direction', 'response'],
      /--direction: UPay white-label does not sign responses/u,
    ],
    [
      'an answer as curl',
      ['sign', 'anexpay', ...given, '--url', 'http://h/', '--direction', 'response', '--format', 'curl'],
      /--format: curl sends no answers/u,
    ],
    [
      'two formats',
      [...invoice, '--json', '--format', 'curl'],
      /'--json' cannot be used with option '--format/u,
    ],
    [
      'standard input twice',
      ['sign', 'basicex', '--credentials', '-', '--url', 'http://h/', '--body', '-'],
      /--body: standard input already holds --credentials/u,
    ],
    [
      'a dialect that is not there',
      ['sign', 'paypal'],
      /Allowed choices are basicex, anexpay, easylink, blackhat, upay/u,
    ],
  ];
  for (const [title, commandArguments, message] of misuse) {
    test(`exits 2 on ${title}`, async () => {
      const input = JSON.stringify(credentials.basicex);
      const { code, output, errors } = await runInProcess(commandArguments, { input });
      assert.deepEqual([code, output], [2, '']);
      assert.match(errors, message);
    });
  }
});

describe('verify', () => {
  const http = (lines: readonly string[], body = '') => `${lines.join('\n')}\n\n${body}`;
  const signedInvoice = [
    'POST /v2/invoices HTTP/1.1',
    'Host: openapi.basicex.com',
    'X-Api-Key: my_api_key',
    'X-Signature: 1dd2938459307e52f3f2e077d1c2dcc43b942abb22b9622b2b99d050351fc219caf334ab9a36fd2d3ba1eaa5309137d1ca52456d634a2e37db1922e15ca059a8',
  ];
  const verify = (lines: readonly string[], body: string, ...flags: string[]) =>
    runInProcess(['verify', 'basicex', ...given, '--http', '-', ...flags], { input: http(lines, body) });

  test('names the key, the mode and the reading that matched', async () => {
    const { code, output } = await verify(signedInvoice, '{"t": "123"}');
    assert.equal(code, 0);
    assert.equal(output, 'verified\n  key         my_api_key\n  mode        key\n  reading     url + body\n');
  });

  test('says what failed, where, and what to do, with our string to sign and no expected signature', async () => {
    const { code, output } = await verify(signedInvoice, '{"t":"123"}', '--json');
    assert.equal(code, 1);
    const { hint, ...verdict } = JSON.parse(output);
    assert.deepEqual(verdict, {
      ok: false,
      code: 'signature_mismatch',
      stage: 'signature',
      field: 'X-Signature',
      stringToSign: 'https://openapi.basicex.com/v2/invoices{"t":"123"}',
    });
    assert.match(hint, /^The signature is well formed/u);
  });

  test('takes the url from --url before the Host header, and the scheme from --scheme', async () => {
    const elsewhere = signedInvoice.with(1, 'Host: 127.0.0.1:8080');
    assert.equal((await verify(elsewhere, '{"t": "123"}')).code, 1);
    const url = 'https://openapi.basicex.com/v2/invoices';
    assert.equal((await verify(elsewhere, '{"t": "123"}', '--url', url)).code, 0);
    assert.equal((await verify(signedInvoice, '{"t": "123"}', '--scheme', 'http')).code, 1);
  });

  test('wants a host where the signature covers it, and does without where it does not', async () => {
    const hostless = signedInvoice.toSpliced(1, 1);
    const { code, errors } = await verify(hostless, '{"t": "123"}');
    assert.equal(code, 2);
    assert.match(errors, /^countersign: --url: needed, the signature covers the host/u);
    const signed = await runInProcess(['sign', 'anexpay', ...given, '--url', 'https://h/a?b=c']);
    const input = signed.output.replace('Host: h\r\n', '');
    const verified = await runInProcess(['verify', 'anexpay', ...given, '--http', '-'], { input });
    assert.equal(verified.code, 0, verified.output);
  });

  test('looks at the clock of --at', async () => {
    const signed = await runInProcess(['sign', 'anexpay', ...given, '--url', 'https://h/a']);
    const verified = (at: string) =>
      runInProcess(['verify', 'anexpay', ...given, '--http', '-', '--json', '--at', at], {
        input: signed.bytes,
      });
    assert.equal((await verified(String(NOW + 120_000))).code, 0);
    assert.equal(JSON.parse((await verified('2026-12-01T12:02:00.001Z')).output).code, 'timestamp_stale');
    assert.equal(JSON.parse((await verified('2026-12-01T11:57:00Z')).output).code, 'timestamp_ahead');
  });

  test('shows what was decrypted', async () => {
    const flags = ['--url', 'https://h/notify', '--direction', 'callback'];
    const signed = await runInProcess([
      'sign',
      'upay',
      ...given,
      ...flags,
      '--body',
      '{"event":"CARD","a":"ü"}',
    ]);
    const { output } = await runInProcess(
      ['verify', 'upay', ...given, '--direction', 'callback', '--http', '-'],
      { input: signed.bytes },
    );
    assert.match(output, /^ {2}decrypted {3}\{"event":"CARD","a":"ü"\}$/mu);
  });

  test('colours its first word for a terminal, unless NO_COLOR is set', async () => {
    const commandArguments = ['verify', 'basicex', ...given, '--http', '-'];
    const input = http(signedInvoice, '{"t": "123"}');
    const coloured = await runInProcess(commandArguments, { input, isTerminal: true });
    assert.ok(coloured.output.startsWith('\u001b[32mverified\u001b[39m\n'));
    const variables = { NO_COLOR: '1' };
    const plain = await runInProcess(commandArguments, { input, isTerminal: true, variables });
    assert.ok(plain.output.startsWith('verified\n'));
  });

  test('prints no secret, whatever fails', async () => {
    for (const [dialect, secrets] of Object.entries(credentials)) {
      for (const flags of [[], ['--json']]) {
        const { output, errors } = await runInProcess([
          'verify',
          dialect,
          ...given,
          '--url',
          'https://h/',
          '--body',
          'a=1',
          ...flags,
        ]);
        for (const [name, secret] of Object.entries(secrets)) {
          if (name === 'storeId') continue;
          assert.ok(!(output + errors).includes(String(secret)), `${dialect} ${name}`);
        }
      }
    }
  });

  test('exits 2 on --http beside --body', async () => {
    const { code, errors } = await verify(signedInvoice, '', '--body', 'x');
    assert.equal(code, 2);
    assert.match(errors, /'--http <file>' cannot be used with option '--body <body>'/u);
  });
});

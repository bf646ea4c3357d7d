import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { type RawServer, startRawServer } from '../../../../test/support/raw-server.ts';
import {
  createOutgoing,
  type Outgoing,
  type OutgoingFailure,
  type OutgoingOptions,
  type OutgoingRequest,
  type OutgoingResult,
  SANDBOX_POLICY,
} from './index.ts';

const NAME = 'hooks.merchant.example';
const AMPLE_MILLISECONDS = 20_000;
/** Long enough for what is meant to happen before it, short enough to wait for. */
const SOON_MILLISECONDS = 60;
const ample = { headersMilliseconds: AMPLE_MILLISECONDS, totalMilliseconds: AMPLE_MILLISECONDS };
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nSUCCESS';

interface Setting {
  readonly server: RawServer;
  readonly outgoing: Outgoing;
  /** Posts to the server by its name. */
  send(changes?: Partial<OutgoingRequest>): Promise<OutgoingResult>;
}

async function set(
  context: TestContext,
  answer: (socket: Socket, request: string) => void,
  options: Partial<OutgoingOptions> = {},
): Promise<Setting> {
  const server = await startRawServer(answer);
  const outgoing = createOutgoing({ policy: SANDBOX_POLICY, resolve: async () => ['127.0.0.1'], ...options });
  context.after(async () => {
    await outgoing.close();
    await server.close();
  });
  const request: OutgoingRequest = {
    method: 'POST',
    url: `http://${NAME}:${server.port}/callbacks?order=1#part`,
    headers: [['content-type', 'application/json']],
    body: Buffer.from('{"a":1}'),
    timeouts: ample,
  };
  return { server, outgoing, send: (changes) => outgoing.send({ ...request, ...changes }) };
}

/** Resolves once the server's first connection is closed, cleanly or not. */
function closed({ connections: [socket] }: RawServer): Promise<void> {
  return new Promise((resolve) => {
    if (socket === undefined || socket.closed) resolve();
    else socket.once('close', () => resolve());
  });
}

function failureOf(result: OutgoingResult): OutgoingFailure {
  assert.ok(!result.ok, 'there is an answer');
  return result;
}

describe('a request', () => {
  it('arrives as it was given, under the name that the url has', async (context) => {
    let received = '';
    const { send, server } = await set(context, (socket, request) => {
      received = request;
      socket.write('HTTP/1.1 201 Created\r\nX-One: 1\r\nX-One: 2\r\nContent-Length: 7\r\n\r\nSUCCESS');
    });
    const result = await send({
      headers: [
        ['Sign', 'ab=='],
        ['Timestamp', '1'],
      ],
    });

    assert.deepEqual(result, {
      ok: true,
      status: 201,
      headers: [
        ['x-one', '1'],
        ['x-one', '2'],
        ['content-length', '7'],
      ],
      body: new Uint8Array(Buffer.from('SUCCESS')),
      isTruncated: false,
    });
    assert.deepEqual(received.split('\r\n'), [
      'POST /callbacks?order=1 HTTP/1.1',
      `host: ${NAME}:${server.port}`,
      'connection: keep-alive',
      'Sign: ab==',
      'Timestamp: 1',
      'content-length: 7',
      '',
      '{"a":1}',
    ]);
  });

  it('needs no body', async (context) => {
    let received = '';
    const { send } = await set(context, (socket, request) => {
      received = request;
      socket.write(OK);
    });
    assert.ok((await send({ method: 'GET', body: new Uint8Array(0) })).ok);
    assert.match(received, /^GET /u);
    assert.doesNotMatch(received, /content-length/u);
  });

  for (const name of ['Host', 'Content-Length', 'transfer-encoding', 'Connection', 'upgrade']) {
    it(`cannot choose the header ${name}`, async (context) => {
      const { send, server } = await set(context, (socket) => socket.write(OK));
      const { code, message } = failureOf(await send({ headers: [[name, 'x']] }));
      assert.equal(code, 'request_invalid');
      assert.ok(message.includes(name));
      assert.equal(server.connections.length, 0);
    });
  }

  for (const header of [
    ['x\r\ny', '1'],
    ['x', '1\r\nHost: other'],
    ['', '1'],
  ] as const) {
    it(`cannot smuggle ${JSON.stringify(header)}`, async (context) => {
      const { send } = await set(context, (socket) => socket.write(OK));
      assert.equal(failureOf(await send({ headers: [header] })).code, 'request_invalid');
    });
  }
});

describe('an address', () => {
  const resolving = (...answers: readonly (readonly string[])[]) => {
    let asked = 0;
    return { resolve: async () => answers[asked++] ?? [], asked: () => asked };
  };

  it('is refused when its name stands for one that is', async (context) => {
    const { send, server } = await set(context, (socket) => socket.write(OK), {
      resolve: async () => ['10.0.0.5'],
    });
    assert.deepEqual(failureOf(await send()), {
      ok: false,
      code: 'address_refused',
      message: `${NAME} stands for an address that is refused: 10.0.0.5 is a private address (RFC 1918)`,
    });
    assert.equal(server.connections.length, 0);
  });

  it('is refused in the url too, before anything is resolved', async (context) => {
    const names = resolving();
    const { send } = await set(context, (socket) => socket.write(OK), names);
    for (const url of ['http://10.0.0.5/', 'http://metadata.google.internal/', 'gopher://127.0.0.1/', '']) {
      assert.equal(failureOf(await send({ url })).code, 'address_refused');
    }
    assert.equal(names.asked(), 0);
  });

  const mixed = [
    ['127.0.0.1', '10.0.0.5'],
    ['10.0.0.5', '127.0.0.1'],
    ['127.0.0.1', '::ffff:169.254.169.254'],
    ['127.0.0.1', 'fe80::1%eth0'],
    ['127.0.0.1', 'localhost'],
  ];
  for (const addresses of mixed) {
    it(`that is allowed is not connected to among ${addresses.join(' and ')}`, async (context) => {
      const { send, server } = await set(context, (socket) => socket.write(OK), {
        resolve: async () => addresses,
      });
      assert.equal(failureOf(await send()).code, 'address_refused');
      assert.equal(server.connections.length, 0);
    });
  }

  it('cannot change between being judged and being connected to', async (context) => {
    const names = resolving(['127.0.0.1'], ['169.254.169.254']);
    const { send, server } = await set(
      context,
      (socket) => socket.end(OK.replace('OK', 'OK\r\nConnection: close')),
      names,
    );
    assert.ok((await send()).ok, 'the first answer is judged, and connected to');
    assert.equal(names.asked(), 1);
    assert.equal(failureOf(await send()).code, 'address_refused');
    assert.equal(names.asked(), 2);
    assert.equal(server.connections.length, 1);
  });

  it('stays judged as long as its connection is kept', async (context) => {
    const names = resolving(['127.0.0.1'], ['10.0.0.5']);
    const limits = { connectionsPerOrigin: 1 };
    const { send, server } = await set(context, (socket) => socket.write(OK), { ...names, limits });
    assert.ok((await send()).ok);
    assert.ok((await send()).ok);
    assert.equal(server.connections.length, 1);
    assert.equal(names.asked(), 1);
  });

  it('that does not answer gives way to the name’s next', async (context) => {
    const { send } = await set(context, (socket) => socket.write(OK), {
      resolve: async () => ['::1', '127.0.0.1'],
    });
    assert.ok((await send()).ok);
  });

  it('at which nobody listens is no connection', async (context) => {
    const { send, server } = await set(context, (socket) => socket.write(OK));
    await server.close();
    const { code, message } = failureOf(await send());
    assert.equal(code, 'connect_failed');
    assert.match(message, /ECONNREFUSED/u);
  });

  it('may be unknown', async (context) => {
    const unknown = async () => {
      throw Object.assign(new Error('queryA ENOTFOUND'), { code: 'ENOTFOUND' });
    };
    const { send } = await set(context, () => {}, { resolve: unknown });
    assert.deepEqual(failureOf(await send()), {
      ok: false,
      code: 'name_not_resolved',
      message: `${NAME} could not be resolved: ENOTFOUND`,
    });
    const nothing = await set(context, () => {}, { resolve: async () => [] });
    assert.equal(failureOf(await nothing.send()).code, 'name_not_resolved');
  });
});

describe('an answer', () => {
  for (const status of [301, 302, 303, 307, 308]) {
    it(`of ${status} is not followed`, async (context) => {
      const { send, server } = await set(context, (socket) =>
        socket.write(
          `HTTP/1.1 ${status} Moved\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n`,
        ),
      );
      const result = await send();
      assert.ok(result.ok);
      assert.equal(result.status, status);
      assert.deepEqual(result.headers[0], ['location', 'http://169.254.169.254/']);
      assert.equal(server.connections.length, 1);
    });
  }

  it('is read as far as is wanted, and the connection closed', async (context) => {
    const endless = (socket: Socket) => {
      const more = () => {
        if (socket.writable) socket.write('a'.repeat(65_536), more);
      };
      socket.write('HTTP/1.1 200 OK\r\n\r\n', more);
    };
    const { send, server } = await set(context, endless);
    const result = await send({ answerBytesMaximum: 1_000 });
    assert.ok(result.ok);
    assert.deepEqual(Buffer.from(result.body), Buffer.alloc(1_000, 'a'));
    assert.equal(result.isTruncated, true);
    await closed(server);
  });

  it('that is just as long as is wanted is whole', async (context) => {
    const { send } = await set(context, (socket) => socket.write(OK));
    for (const [answerBytesMaximum, isTruncated] of [
      [6, true],
      [7, false],
    ] as const) {
      const result = await send({ answerBytesMaximum });
      assert.ok(result.ok);
      assert.equal(result.isTruncated, isTruncated);
      assert.equal(result.body.length, answerBytesMaximum);
    }
  });

  it('stays compressed', async (context) => {
    const { send } = await set(context, (socket) =>
      socket.write('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x0b\x08\x00'),
    );
    const result = await send();
    assert.ok(result.ok);
    assert.deepEqual([...result.body], [0x1f, 0x0b, 0x08, 0]);
  });

  it('comes after informational ones', async (context) => {
    const { send } = await set(context, (socket) =>
      socket.write(`HTTP/1.1 103 Early Hints\r\nX: 1\r\n\r\n${OK}`),
    );
    const result = await send();
    assert.ok(result.ok);
    assert.equal(result.status, 200);
  });

  const cut: Readonly<Record<string, string>> = {
    'before it begins': '',
    'in its first line': 'HTTP/1.1 2',
    'in its headers': 'HTTP/1.1 200 OK\r\nContent-Le',
    'in a body of known length': 'HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nSUC',
    'in a last body of known length': 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 7\r\n\r\nSUC',
    'between last chunks':
      'HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nSUC\r\n',
    'by a second length': 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
    'between chunks': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nSUC\r\n',
  };
  for (const [where, bytes] of Object.entries(cut)) {
    it(`that is cut off ${where} is lost`, async (context) => {
      const { send } = await set(context, (socket) => socket.end(bytes));
      assert.equal(failureOf(await send()).code, 'connection_lost');
    });
  }

  it('that is cut off by a reset is lost', async (context) => {
    const { send } = await set(context, (socket) => socket.resetAndDestroy());
    assert.equal(failureOf(await send()).code, 'connection_lost');
  });

  const malformed: Readonly<Record<string, string>> = {
    'another protocol': '220 mail.merchant.example ESMTP\r\n',
    'headers too large': `HTTP/1.1 200 OK\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`,
    'too many headers': `HTTP/1.1 200 OK\r\n${'X: aaaaaaaa\r\n'.repeat(5_000)}\r\n`,
    'a length that is none': 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n',
    'a chunk that is none': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    'an upgrade that nobody asked for':
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
    'a continuation that nobody waits for': `HTTP/1.1 100 Continue\r\n\r\n${OK}`,
  };
  for (const [what, bytes] of Object.entries(malformed)) {
    it(`with ${what} is malformed`, async (context) => {
      const { send } = await set(context, (socket) => socket.write(bytes));
      assert.equal(failureOf(await send()).code, 'answer_malformed');
    });
  }
});

describe('time is up', () => {
  const phaseOf = (failure: OutgoingFailure) => (failure.code === 'timeout' ? failure.phase : failure.code);
  const dripping = (head: string, drop: string) => (socket: Socket) => {
    socket.write(head);
    const timer = setInterval(() => socket.write(drop), 5);
    socket.once('close', () => clearInterval(timer));
  };

  it('for a name server that is silent', async (context) => {
    const { send } = await set(context, () => {}, {
      resolve: () => new Promise(() => {}),
      limits: { connectMilliseconds: SOON_MILLISECONDS },
    });
    const failure = failureOf(await send());
    assert.equal(phaseOf(failure), 'connect');
    assert.equal(failure.message, `there was no connection within ${SOON_MILLISECONDS} ms`);
  });

  it('for a server that does not shake hands', async (context) => {
    const { send, server } = await set(context, () => {}, {
      limits: { connectMilliseconds: SOON_MILLISECONDS },
    });
    const failure = failureOf(await send({ url: `https://${NAME}:${server.port}/` }));
    assert.equal(phaseOf(failure), 'connect');
  });

  const headers = { ...ample, headersMilliseconds: SOON_MILLISECONDS };
  const slowHeaders: Readonly<Record<string, (socket: Socket) => void>> = {
    'says nothing': () => {},
    'sends its headers letter by letter': dripping('HTTP/1.1 200 OK\r\nX: ', 'a'),
    'keeps giving hints': dripping('', 'HTTP/1.1 103 Early Hints\r\nX: 1\r\n\r\n'),
  };
  for (const [what, answer] of Object.entries(slowHeaders)) {
    it(`for a server that ${what}`, async (context) => {
      const { send } = await set(context, answer);
      assert.equal(phaseOf(failureOf(await send({ timeouts: headers }))), 'headers');
    });
  }

  const total = { ...ample, totalMilliseconds: SOON_MILLISECONDS };
  const slowBodies: Readonly<Record<string, (socket: Socket) => void>> = {
    'sends its body letter by letter': dripping('HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n', 'a'),
    'sends chunks for ever': dripping('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', '1\r\na\r\n'),
    'never ends its body': (socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n'),
  };
  for (const [what, answer] of Object.entries(slowBodies)) {
    it(`for a server that ${what}, and the connection is closed`, async (context) => {
      const { send, server } = await set(context, answer);
      assert.equal(phaseOf(failureOf(await send({ timeouts: total }))), 'total');
      await closed(server);
    });
  }

  it('also while other requests have all the connections', async (context) => {
    const { send, server } = await set(context, () => {}, { limits: { connectionsPerOrigin: 1 } });
    const giveUp = new AbortController();
    const first = send({ signal: giveUp.signal });
    assert.equal(phaseOf(failureOf(await send({ timeouts: total }))), 'total');
    assert.equal(server.connections.length, 1);
    giveUp.abort();
    assert.equal(failureOf(await first).code, 'aborted');
  });
});

describe('connections', () => {
  it('to an origin are bounded, and requests wait for them', async (context) => {
    const waiting: Socket[] = [];
    const arrived = Promise.withResolvers<void>();
    const { send, server } = await set(
      context,
      (socket) => {
        waiting.push(socket);
        if (waiting.length === 2) arrived.resolve();
        if (waiting.length > 2) socket.write(OK);
      },
      { limits: { connectionsPerOrigin: 2 } },
    );
    const sent = Array.from({ length: 6 }, () => send());
    await arrived.promise;
    for (const socket of waiting) socket.write(OK);
    const results = await Promise.all(sent);
    assert.ok(results.every(({ ok }) => ok));
    assert.equal(server.connections.length, 2);
  });

  it('to one origin, all of them silent, delay no other', async (context) => {
    const silent = await set(context, () => {}, { limits: { connectionsPerOrigin: 2 } });
    const other = await startRawServer((socket) => socket.write(OK));
    context.after(() => other.close());
    const giveUp = new AbortController();
    const stuck = Array.from({ length: 5 }, () => silent.send({ signal: giveUp.signal }));
    assert.ok((await silent.send({ url: `http://${NAME}:${other.port}/` })).ok);
    giveUp.abort();
    for (const result of await Promise.all(stuck)) assert.equal(failureOf(result).code, 'aborted');
  });
});

describe('what is given up', () => {
  it('before it begins is never sent', async (context) => {
    const { send, server } = await set(context, (socket) => socket.write(OK));
    assert.equal(failureOf(await send({ signal: AbortSignal.abort() })).code, 'aborted');
    assert.equal(server.connections.length, 0);
  });

  it('by its caller closes the connection', async (context) => {
    const giveUp = new AbortController();
    const { send, server } = await set(context, () => giveUp.abort());
    assert.equal(failureOf(await send({ signal: giveUp.signal })).code, 'aborted');
    await closed(server);
  });

  it('when everything is closed: under way, resolving, or asked for afterwards', async (context) => {
    const asked = Promise.withResolvers<void>();
    const underWay = await set(context, () => asked.resolve());
    const first = underWay.send();
    await asked.promise;
    await underWay.outgoing.close();
    assert.equal(failureOf(await first).code, 'aborted');
    assert.equal(failureOf(await underWay.send()).code, 'aborted');

    const resolving = await set(context, () => {}, { resolve: () => new Promise(() => {}) });
    const second = resolving.send();
    await resolving.outgoing.close();
    assert.equal(failureOf(await second).code, 'aborted');
  });
});

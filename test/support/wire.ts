/** A TCP connection to a server that a test can silence: nothing comes through any more, and neither side is told. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface Wire {
  /** The server's url, by way of this wire. */
  readonly url: string;
  /** Holds back what either side sends, on the connections that there are. */
  silence(): void;
  /** Breaks the connections that there are; new ones are not silent. */
  cut(): void;
  close(): Promise<void>;
}

export async function openWire(serverUrl: string): Promise<Wire> {
  const server = new URL(serverUrl);
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  };
  const wire = createServer((near) => {
    const far = connect(Number(server.port), server.hostname);
    for (const socket of [near, far]) keep(socket);
    near.pipe(far).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(wire, 'listening');
  const address = wire.address();
  if (address === null || typeof address === 'string') throw new Error('the wire has no port');
  const url = new URL(serverUrl);
  url.host = `127.0.0.1:${address.port}`;
  return {
    url: url.href,
    silence: () => {
      for (const socket of sockets) socket.unpipe().pause();
    },
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
    close: async () => {
      wire.close();
      await once(wire, 'close');
    },
  };
}

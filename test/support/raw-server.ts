/** A server that answers with exactly the bytes it is told, or with none: for tests of whatever must bear with bad ones. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

export interface RawServer {
  readonly port: number;
  /** Connections that were ever opened. */
  readonly connections: readonly Socket[];
  close(): Promise<void>;
}

/** Listens on a free port of the loopback interface; with a certificate, for TLS. `answer` is called once for each request. */
export async function startRawServer(
  answer: (socket: Socket, request: string) => void,
  certificate?: { readonly cert: string; readonly key: string },
): Promise<RawServer> {
  const connections: Socket[] = [];
  const onConnection = (socket: Socket) => {
    connections.push(socket);
    socket.on('error', () => {});
    socket.on('data', (bytes: Buffer) => answer(socket, bytes.toString('latin1')));
  };
  const server: Server = certificate
    ? createTlsServer(certificate, onConnection).on('tlsClientError', () => {})
    : createServer(onConnection);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    connections,
    close: async () => {
      for (const socket of connections) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

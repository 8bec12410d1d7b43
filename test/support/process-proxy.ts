import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server that can be taken away and given back. */
export interface TcpProxy extends AsyncDisposable {
  /** The server's address as it is seen through the proxy. */
  readonly url: string;
  /** Breaks every connection and refuses new ones. */
  close(): Promise<void>;
  /** Takes connections again, on the port it had. */
  open(): Promise<void>;
  /** Goes silent: connections stand, and nothing comes through any more; `open` ends it. */
  freeze(): void;
}

/** Starts a proxy to the server of a `scheme://host:port` address. */
export async function startProxy(target: string): Promise<TcpProxy> {
  const url = new URL(target);
  const { hostname, port } = url;
  const sockets = new Set<Socket>();
  let frozen = false;
  const server = createServer((socket) => {
    const onward = connect({ host: hostname, port: Number(port) });
    for (const [from, to] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      sockets.add(from);
      // What a broken connection says is of no interest; its other half goes with it.
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      from.on('data', (bytes: Buffer) => {
        if (!frozen) to.write(bytes);
      });
    }
  });
  const listen = async (at: number) => {
    server.listen(at, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(0);
  const { port: own } = server.address() as AddressInfo;
  url.hostname = '127.0.0.1';
  url.port = String(own);
  const close = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    url: url.href,
    close,
    async open() {
      await close();
      frozen = false;
      await listen(own);
    },
    freeze() {
      frozen = true;
    },
    [Symbol.asyncDispose]: close,
  };
}

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** When a statement is cut off: before the server has it, or when it is committed and the answer is on its way. */
export type Moment = 'before the commit' | 'after the commit';

/** A way to a database on which the connection breaks around a statement. */
export interface CommitProxy extends AsyncDisposable {
  /** The address of a database of the server as it is seen through the proxy. */
  wayTo(url: string): string;
  /** Cuts the next statements that hold the text, so many of them; `onCut` is told of each. */
  cut(text: string, when: Moment, times: number, onCut?: () => void): void;
  /** How many of them are still to be cut. */
  left(): number;
}

/** Starts a proxy to the server of a `scheme://host:port` address, whose clients send one statement after another on each connection. */
export async function startCommitProxy(target: string): Promise<CommitProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let armed: { readonly text: string; readonly when: Moment; left: number; readonly onCut: () => void } | null = null;
  const server = createServer((socket) => {
    const onward = connect({ host: hostname, port: Number(port) });
    let isDoomed = false;
    const end = () => {
      armed?.onCut();
      socket.destroy();
      onward.destroy();
    };
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      sockets.add(one);
      // What a broken connection says is of no interest; its other half goes with it.
      one.on('error', () => {});
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    socket.on('data', (bytes: Buffer) => {
      if (armed !== null && armed.left > 0 && bytes.includes(armed.text)) {
        armed.left -= 1;
        isDoomed = true;
        if (armed.when === 'before the commit') return end();
      }
      onward.write(bytes);
    });
    onward.on('data', (bytes: Buffer) => {
      if (isDoomed) end();
      else socket.write(bytes);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: own } = server.address() as AddressInfo;
  return {
    wayTo(database) {
      const url = new URL(database);
      url.hostname = '127.0.0.1';
      url.port = String(own);
      return url.href;
    },
    cut(text, when, times, onCut = () => {}) {
      armed = { text, when, left: times, onCut };
    },
    left: () => armed?.left ?? 0,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

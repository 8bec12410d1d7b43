import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** When a statement is cut off: before the server has it, or when it is committed and the answer is on its way. */
export type Moment = 'before the commit' | 'after the commit';

/** A way to a server that can be taken away and given back. */
export interface TcpProxy extends AsyncDisposable {
  /** The server's address as it is seen through the proxy. */
  readonly url: string;
  /** The same of another database of the server. */
  wayTo(url: string): string;
  /** New connections go to another server from now on, as after a change of a name. */
  leadTo(url: string): void;
  /** Breaks every connection and refuses new ones. */
  close(): Promise<void>;
  /** Takes connections again, on the port it had. */
  open(): Promise<void>;
  /** Goes silent: connections stand, and nothing comes through any more; `open` ends it. */
  freeze(): void;
  /** Breaks the connection of each of the next statements that hold the text, so many of them; `onCut` is told first. */
  cut(text: string, when: Moment, times: number, onCut?: () => void): void;
  /** How many of them are still to come. */
  leftToCut(): number;
}

interface Cut {
  readonly text: string;
  readonly when: Moment;
  left: number;
  readonly onCut: () => void;
}

/** Starts a proxy to the server of a `scheme://host:port` address. */
export async function startProxy(target: string): Promise<TcpProxy> {
  let { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let frozen = false;
  let cut: Cut | null = null;
  const server = createServer((socket) => {
    const onward = connect({ host: hostname, port: Number(port) });
    /** Its statement is with the server: what it answers is never heard. */
    let doomed: Cut | null = null;
    const end = ({ onCut }: Cut) => {
      onCut();
      socket.destroy();
      onward.destroy();
    };
    const pass = (bytes: Buffer, to: Socket) => {
      if (!frozen) to.write(bytes);
    };
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
    }
    socket.on('data', (bytes: Buffer) => {
      if (cut !== null && cut.left > 0 && bytes.includes(cut.text)) {
        cut.left -= 1;
        if (cut.when === 'before the commit') return end(cut);
        doomed = cut;
      }
      pass(bytes, onward);
    });
    onward.on('data', (bytes: Buffer) => {
      if (doomed !== null) end(doomed);
      else pass(bytes, socket);
    });
  });
  const listen = async (at: number) => {
    server.listen(at, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(0);
  const { port: own } = server.address() as AddressInfo;
  const wayTo = (database: string) => {
    const url = new URL(database);
    url.hostname = '127.0.0.1';
    url.port = String(own);
    return url.href;
  };
  const close = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    url: wayTo(target),
    wayTo,
    leadTo(url) {
      ({ hostname, port } = new URL(url));
    },
    close,
    async open() {
      await close();
      frozen = false;
      await listen(own);
    },
    freeze() {
      frozen = true;
    },
    cut(text, when, times, onCut = () => {}) {
      cut = { text, when, left: times, onCut };
    },
    leftToCut: () => cut?.left ?? 0,
    [Symbol.asyncDispose]: close,
  };
}

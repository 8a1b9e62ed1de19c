import { createServer, connect, type AddressInfo, type Socket } from 'node:net';

/** Where the connection is cut: before the server hears COMMIT, or between its answer and the client. */
export type Cut = 'before-commit' | 'after-commit';

/** A COMMIT as the simple query protocol writes it: `Q`, its length, the text, a zero. */
const COMMIT = Buffer.from('Q\0\0\0\x0bCOMMIT\0', 'latin1');
/** The server is ready again, outside of any transaction. */
const READY = Buffer.from('Z\0\0\0\x05I', 'latin1');

/** Stands between a program and PostgreSQL and cuts connections where the outcome is in doubt. */
export interface CommitCutter {
  /** The database's address through this proxy. */
  url: string;
  /** The next COMMIT that passes is cut there. */
  cutNext(this: void, cut: Cut): void;
  /** How many were cut so far. */
  cuts(this: void): number;
  stop(this: void): Promise<void>;
}

/** Starts the proxy in front of the server of `databaseUrl`. */
export async function startCommitCutter(databaseUrl: string): Promise<CommitCutter> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let wanted: Cut | null = null;
  let done = 0;

  const server = createServer((client) => {
    const database = connect(Number(target.port), target.hostname);
    /** Set once this connection's COMMIT is on its way: what the server says to it never arrives. */
    let isDoomed = false;
    const cut = (): void => {
      done += 1;
      client.destroy();
      database.destroy();
    };
    client.on('data', (bytes) => {
      if (wanted === null || isDoomed || !bytes.includes(COMMIT)) return void database.write(bytes);
      const where = wanted;
      wanted = null;
      if (where === 'before-commit') return cut();
      isDoomed = true;
      database.write(bytes);
    });
    database.on('data', (bytes) => {
      if (!isDoomed) return void client.write(bytes);
      if (bytes.includes(READY)) cut();
    });
    for (const [one, other] of [
      [client, database],
      [database, client],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(databaseUrl);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    cutNext: (cut) => void (wanted = cut),
    cuts: () => done,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

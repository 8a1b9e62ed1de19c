import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A line to a server on this machine that can be cut, as a network or the server's own death would. */
export interface BreakableLine {
  port: number;
  /** Ends what is connected and refuses whoever comes. */
  cut(this: void): Promise<void>;
  /** Lets them through again. */
  mend(this: void): Promise<void>;
}

/** @param target port on this machine that the line leads to */
export async function layLine(target: number): Promise<BreakableLine> {
  const ends = new Set<Socket>();
  let server: Server | undefined;
  const through = (near: Socket): void => {
    const far = connect(target, '127.0.0.1');
    for (const end of [near, far]) {
      ends.add(end);
      end.on('error', () => end.destroy());
      end.on('close', () => ends.delete(end));
    }
    near.pipe(far).pipe(near);
  };
  const listen = (port: number): Promise<number> =>
    new Promise((resolve, reject) => {
      const opened = createServer(through).once('error', reject);
      server = opened.listen(port, '127.0.0.1', () =>
        resolve((opened.address() as AddressInfo).port),
      );
    });
  const port = await listen(0);
  const cut = async (): Promise<void> => {
    const closed = new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
    server = undefined;
    for (const end of ends) end.destroy();
    await closed;
  };
  return { port, cut, mend: async () => void (await listen(port)) };
}

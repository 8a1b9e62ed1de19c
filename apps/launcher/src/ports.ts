import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ConfigurationError } from '@app/common';

/** File in the data directory that tells the address of the launcher that runs there. */
export const ADDRESS_FILE = 'address';

interface WantedPort {
  host: string;
  port: number;
  dataDirectory: string;
}

/** A TCP port of the loopback address that nobody listens on right now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

/** Reads PORT. @throws ConfigurationError unless it is a port number */
export function portFrom(text: string | undefined): number {
  const port = Number(text || 3000);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new ConfigurationError(
    `PORT=${text} 不是有效端口。 PORT=${text} is not a port number (1 to 65535).`,
  );
}

/** Refuses a port that cannot be listened on. @throws ConfigurationError with the way out */
export function requireFreePort(wanted: WantedPort): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => reject(portError(wanted, error)));
    probe.listen(wanted.port, wanted.host, () => probe.close(() => resolve()));
  });
}

function portError({ host, port, dataDirectory }: WantedPort, error: NodeJS.ErrnoException): Error {
  const way = '(PORT=3001 npm start)';
  if (error.code !== 'EADDRINUSE') {
    return new ConfigurationError(
      `无法监听 ${host}:${port}。 Cannot listen on ${host}:${port}, choose another port ${way}: ${error.message}`,
    );
  }
  const ours = existsSync(join(dataDirectory, ADDRESS_FILE)); // left behind only by a launcher that was killed
  return new ConfigurationError(
    ours
      ? `端口 ${port} 已被占用，嘉仪可能已在运行。 Port ${port} is taken, most likely by the Jiayi that already runs on ${dataDirectory}.`
      : `端口 ${port} 已被占用，请换一个端口。 Port ${port} is taken; choose another one ${way}.`,
  );
}

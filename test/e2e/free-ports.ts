// Ports of loopback for programs that a test starts and starts again. They are below those that the system gives to whoever asks
// for any: nobody gets one of them between two starts, nor by connecting while nothing listens there.

import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';

const [FIRST, LAST] = [10_000, 32_000];

export async function freePorts(many: number): Promise<number[]> {
  const listening = new Map<number, Server>();
  for (let tries = 0; listening.size < many; tries++) {
    if (tries > 1_000) throw new Error(`of ${tries} ports not even ${many} are free`);
    const port = randomInt(FIRST, LAST);
    const server = await listensAt(port);
    if (server) listening.set(port, server);
  }
  await Promise.all([...listening.values()].map((server) => new Promise((resolve) => void server.close(resolve))));
  return [...listening.keys()];
}

function listensAt(port: number): Promise<Server | undefined> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

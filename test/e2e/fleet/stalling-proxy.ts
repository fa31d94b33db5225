// A proxy to a server that can be cut like a cable: nothing passes in either direction, and neither side is told.

import { connect, createServer, type Socket } from 'node:net';

export type Way = {
  url: string;
  cut(): void;
  /** What was under way when it was cut is lost, as after any long silence. */
  heal(): void;
  close(): Promise<void>;
};

export async function wayTo(server: string): Promise<Way> {
  const { hostname, port } = new URL(server);
  const open = new Set<Socket>();
  let isCut = false;

  function join(from: Socket, to: Socket): void {
    from.on('data', (bytes) => {
      if (!isCut) to.write(bytes);
    });
    from.on('error', () => undefined);
    from.on('close', () => {
      open.delete(from);
      if (!isCut) to.destroy();
    });
    open.add(from);
  }

  const proxy = createServer((near) => {
    // Whoever calls meanwhile hears nothing.
    if (isCut) {
      open.add(near);
      near.on('error', () => undefined);
      return;
    }
    const far = connect(Number(port), hostname);
    join(near, far);
    join(far, near);
  });
  await new Promise<void>((resolve) => void proxy.listen(0, '127.0.0.1', resolve));
  const address = proxy.address();
  const drop = () => {
    for (const socket of open) socket.destroy();
    open.clear();
  };
  return {
    url: `nats://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    cut() {
      isCut = true;
    },
    heal() {
      isCut = false;
      drop();
    },
    async close() {
      drop();
      await new Promise((resolve) => void proxy.close(resolve));
    },
  };
}

// The connection between a host and the servers of its fleet, which a test can cut: two network devices, with the host in a network
// namespace of its own, or a proxy for each server where this user may not make one.

import { execFileSync } from 'node:child_process';
import { networkInterfaces } from 'node:os';
import { wayTo } from './stalling-proxy.ts';

export type Line = {
  /** The servers, as they are called from its far end. */
  urls: string[];
  /** What a command stands behind to be at the far end. */
  behind: readonly string[];
  /** Nothing goes through any more, and nobody is told. */
  cut(): void;
  heal(): void;
  close(): Promise<void>;
};

const ENV = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
const ip = (...args: string[]): string => execFileSync('ip', args, { encoding: 'utf8', env: ENV, stdio: ['ignore', 'pipe', 'pipe'] });

let made = 0;

/** Why no network namespace can be made here; nothing where one can. */
export function whyNoNamespace(): string | undefined {
  const name = `m${process.pid}-probe`;
  try {
    ip('netns', 'add', name);
    ip('netns', 'delete', name);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.trim() : String(error);
  }
}

/** The servers must listen on all addresses of this machine. */
export function inNamespace(urls: readonly string[]): Line {
  const n = made++;
  const [name, here, there] = [`m${process.pid}-${n}`, `m${process.pid}h${n}`, `m${process.pid}n${n}`];
  const net = freeNet();
  ip('netns', 'add', name);
  ip('link', 'add', here, 'type', 'veth', 'peer', 'name', there, 'netns', name);
  ip('address', 'add', `${net}.1/30`, 'dev', here);
  ip('link', 'set', here, 'up');
  ip('-n', name, 'address', 'add', `${net}.2/30`, 'dev', there);
  ip('-n', name, 'link', 'set', there, 'up');
  ip('-n', name, 'link', 'set', 'lo', 'up');
  return {
    urls: urls.map((it) => `nats://${net}.1:${new URL(it).port}`),
    behind: ['ip', 'netns', 'exec', name],
    cut: () => void ip('link', 'set', here, 'down'),
    heal: () => void ip('link', 'set', here, 'up'),
    async close() {
      ip('link', 'delete', here);
      ip('netns', 'delete', name);
    },
  };
}

export async function throughProxies(urls: readonly string[]): Promise<Line> {
  const ways = await Promise.all(urls.map(wayTo));
  return {
    urls: ways.map((it) => it.url),
    behind: [],
    cut() {
      for (const way of ways) way.cut();
    },
    heal() {
      for (const way of ways) way.heal();
    },
    async close() {
      await Promise.all(ways.map((it) => it.close()));
    },
  };
}

/** The first three parts of addresses that nothing here has. */
function freeNet(): string {
  const taken = new Set(Object.values(networkInterfaces()).flatMap((all) => all?.map((it) => it.address.split('.').slice(0, 3).join('.'))));
  for (let n = process.pid; ; n++) {
    const net = `10.${200 + (n % 50)}.${Math.floor(n / 50) % 250}`;
    if (!taken.has(net)) return net;
  }
}

// The installed package: its size, its number of packages, and the time of `npm ci` with a filled cache; compared with the same for
// peers. The size excludes Node, which Muster brings along and peers expect to be installed.
//
//   node bench/rows/package-size.ts [--quick] [--json]

import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { mb, short } from '../support/figures.ts';
import { bytesIn } from '../support/large-project.ts';
import { LAUNCHER } from '../support/package.ts';
import { type Installed, installed, installedPeer, PEERS, type Peer } from '../support/peers/peers.ts';
import { notMeasured, type Row, tell } from '../support/row.ts';

await tell(async ({ quick }) => {
  const folder = mkdtempSync(join(tmpdir(), 'packed-'));
  try {
    const packed = spawnSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder, '--json'], {
      cwd: dirname(dirname(LAUNCHER)),
      encoding: 'utf8',
    });
    const [{ filename = '' } = {}] = JSON.parse(packed.stdout) as { filename?: string }[];
    const ours = installed(join(folder, filename), join(folder, 'installed'), 'musterd');
    if ('cannot' in ours) throw new Error(ours.cannot);
    const peers = Object.keys(PEERS) as Peer[];
    return (quick ? peers.slice(0, 1) : peers).map((peer) => compared(ours, peer));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function compared(ours: Installed, peer: Peer): Row {
  const what = `package, installed, against ${peer} ${PEERS[peer]}`;
  const key = `package-${peer}`;
  const its = installedPeer(peer);
  if ('cannot' in its) return notMeasured(key, what, `it could not be installed: ${its.cannot}`);
  const said = (bytes: number, { packages, seconds }: Installed) => `${mb(bytes)}, ${packages} packages, \`npm ci\` ${short(seconds)} s`;
  const node = nodeIn(ours.folder);
  const own = ours.bytes - node;
  return {
    key,
    what,
    ours: `${said(own, ours)} (and Node: ${mb(node)})`,
    baseline: said(its.bytes, its),
    ratio: `${short(own / its.bytes)} × the size`,
    goals: [
      { what: 'size', is: own / its.bytes, unit: '×', atMost: 1 },
      { what: 'packages', is: ours.packages / its.packages, unit: '×', atMost: 1 },
      { what: 'time', is: ours.seconds / its.seconds, unit: '×', atMost: 1 },
    ],
    figures: { bytes: own, node, packages: ours.packages, seconds: ours.seconds, itsBytes: its.bytes, itsPackages: its.packages },
  };
}

/** Node for a platform is a separate package; the others contain nothing of it. */
function nodeIn(folder: string): number {
  return globSync(join(folder, 'node_modules', `node-{,bin-}${process.platform}-*`)).reduce((sum, it) => sum + bytesIn(it), 0);
}

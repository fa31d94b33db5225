// The package as a person installs it: how large it is, of how many packages it consists, and how long `npm ci` takes with a filled
// cache; against the same of peers.
//
//   node bench/rows/package-size.ts [--quick] [--json]

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { mb, short } from '../stage/figures.ts';
import { LAUNCHER } from '../stage/package.ts';
import { type Installed, installed, installedPeer, PEERS, type Peer } from '../stage/peers.ts';
import { notMeasured, type Row, tell } from '../stage/row.ts';

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
  const said = ({ bytes, packages, seconds }: Installed) => `${mb(bytes)}, ${packages} packages, \`npm ci\` ${short(seconds)} s`;
  return {
    key,
    what,
    ours: said(ours),
    baseline: said(its),
    ratio: `${short(ours.bytes / its.bytes)} × the size`,
    goals: [
      { what: 'size', is: ours.bytes / its.bytes, unit: '×', atMost: 1 },
      { what: 'packages', is: ours.packages / its.packages, unit: '×', atMost: 1 },
      { what: 'time', is: ours.seconds / its.seconds, unit: '×', atMost: 1 },
    ],
    figures: { bytes: ours.bytes, packages: ours.packages, seconds: ours.seconds, itsBytes: its.bytes, itsPackages: its.packages },
  };
}

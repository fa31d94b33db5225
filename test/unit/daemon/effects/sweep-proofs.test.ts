// What a daemon finds of proofs when it starts: removed, moved aside, or left to the run that goes on.

import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { sweepProofs } from '../../../../daemon/effects/stages/sweep-proofs.ts';

const sweep = suite('the sweep of proofs');

const namesIn = async (folder: string): Promise<string[]> => (existsSync(folder) ? readdirSync(folder).sort() : []);
const KNOWN = { 'r-aaaaaa': 'at work', 'r-bbbbbb': 'ended' } as const;
const known = async (run: string) => KNOWN[run as keyof typeof KNOWN] ?? ('unknown' as const);

sweep('removes what is over, and loses nothing that it does not know', async () => {
  const root = mkdtempSync(join(tmpdir(), 'sweep-'));
  const at = (...path: string[]) => join(root, ...path);
  const put = (name: string) => {
    mkdirSync(at('proofs', name), { recursive: true });
    writeFileSync(at('proofs', name, 'work'), name);
  };
  try {
    assert.equal(await sweepProofs({ root }, { namesIn }, known), { removed: [], aside: [] }, 'there is no such folder yet');
    for (const name of ['r-aaaaaa.c7', 'r-bbbbbb.c9', 'r-cccccc.c3', 'of-a-stranger']) put(name);
    assert.equal(await sweepProofs({ root }, { namesIn }, known), { removed: ['r-bbbbbb.c9'], aside: ['of-a-stranger', 'r-cccccc.c3'] });
    put('r-cccccc.c3');
    await sweepProofs({ root }, { namesIn }, known);
    assert.equal(await namesIn(at('proofs')), ['r-aaaaaa.c7']);
    assert.equal(await namesIn(at('set-aside')), ['of-a-stranger', 'r-cccccc.c3', 'r-cccccc.c3.2']);
    assert.ok(existsSync(at('set-aside', 'r-cccccc.c3', 'work')));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

sweep.run();

// A checkout that is a layer over another: whatever a worker does in it is reported as for a full copy, and no other worker sees
// it. There is one test file for the current user and one for an ordinary user, for whom the kernel has other rules; both take
// long.

import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkoutFor } from '../../../../../runtime/workspace/checkout/checkout.ts';
import { probeLayers } from '../../../../../runtime/workspace/layers/probe.ts';
import type { Said } from '../../../../fixtures/processes/layered-changes.ts';
import { seated } from '../checkout/checkout-fixture.ts';
import { REPORTED, UNREPORTED } from '../checkout/worker-changes.ts';
import { type Sandbox, sandbox } from '../sandbox.ts';

const PROGRAM = fileURLToPath(new URL('../../../../fixtures/processes/layered-changes.ts', import.meta.url));
// For the kernel an ordinary user: without a capability, in what is its own.
export const ORDINARY = ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--'];

type Heard = { uid: number; said: Said[]; changed: string[] | null; tried: boolean };

const box = sandbox();
const possible = await probeLayers(box.path('tried'), process.env.PATH ?? '');
box.remove();

type Trial = { kind: 'layers' | 'whole'; who: string; by: string[] };

export function testChanges({ kind, who, by }: Trial): void {
  if (possible.kind === 'impossible') {
    process.stderr.write(`\nNOT TRIED: ${kind} by ${who}, which cannot be mounted here (${possible.why})\n`);
    return;
  }
  const test = suite<{ box: Sandbox; heard: Heard; whole: { files: string[]; patch: string }[] }>(`${kind}, by ${who}`);

  test.before(async (context) => {
    context.box = sandbox();
    const { base, path } = await seated(context.box);
    context.whole = [];
    for (const [, act] of REPORTED) {
      act(context.box.at(path));
      const { violation } = await checkoutFor({ base, path });
      context.whole.push({ files: violation?.files ?? [], patch: violation?.patch.toString('base64') ?? '' });
    }
    mkdirSync(context.box.path('layered'));
    const [program = '', ...args] = [...by, process.execPath, PROGRAM, JSON.stringify(base), context.box.path('layered'), kind];
    const { stdout } = await promisify(execFile)(program, args, { env: process.env, maxBuffer: 64 * 1024 * 1024 });
    context.heard = JSON.parse(stdout);
  });
  test.after(({ box }) => box.remove());

  test('are probed without leaving anything', ({ heard }) => {
    assert.is(heard.tried, false);
    if (by.length > 0) assert.is(heard.uid, 1000);
  });

  for (const [n, [what]] of REPORTED.entries()) {
    if (kind === 'whole' && !what.includes('closed')) continue;
    test(`say of ${what} what is said of it in a whole checkout`, ({ heard, whole }) => {
      const said = heard.said[n];
      assert.is(said?.what, what);
      assert.equal(said?.files, whole[n]?.files);
      assert.is(said?.patch, whole[n]?.patch);
    });
  }

  for (const [n, [what]] of UNREPORTED.entries()) {
    if (kind === 'whole' && !what.includes('closed')) continue;
    test(`say nothing of ${what}`, ({ heard }) => {
      const said = heard.said[REPORTED.length + n];
      assert.equal([said?.what, said?.files], [what, null]);
    });
  }

  test('do not change the shared tree and the folder, and leave nothing when they are removed', ({ heard }) => {
    assert.is(heard.changed, null);
    for (const { what, left } of heard.said.filter(Boolean)) assert.equal(left, [], what);
  });

  test.run();
}

// A failpoint kills its process at the hit it was told, by SIGKILL, and otherwise does nothing.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { HouseEffect } from '../../../daemon/lead/house/effect.ts';
import { EFFECTS, type EffectName } from '../../../runtime/effects.ts';
import { FAILPOINTS, type FailpointName } from '../../../runtime/failpoints.ts';
import type { RunEffect } from '../../../skills/run/effect.ts';
import { AGAIN_AND_AGAIN, ELSEWHERE, SCENES } from '../../e2e/kills/kill-scenes.ts';

const points = suite('failpoints');

async function run(armed: string | undefined): Promise<{ said: string; signal: string | null }> {
  const place = new URL('../../../runtime/failpoints.ts', import.meta.url).href;
  const program = `import { failpoint } from ${JSON.stringify(place)};
    for (let n = 1; n <= 3; n += 1) { failpoint('host.forked'); process.stdout.write(String(n)); }`;
  const { MUSTER_FAILPOINT: _, ...env } = process.env;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    env: { ...env, ...(armed ? { MUSTER_FAILPOINT: armed } : {}) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += String(chunk);
  });
  const [, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { said, signal };
}

points('nothing without the variable, or with another name', async () => {
  assert.equal(await run(undefined), { said: '123', signal: null });
  assert.equal(await run('host.exit-seen'), { said: '123', signal: null });
});

points('at the first hit, or at the one that is counted', async () => {
  assert.equal(await run('host.forked'), { said: '', signal: 'SIGKILL' });
  assert.equal(await run('host.forked:3'), { said: '12', signal: 'SIGKILL' });
});

points('each has a sentence', () => {
  for (const [name, sentence] of Object.entries(FAILPOINTS)) assert.match(sentence, /^[A-Z].+\.$/, name);
});

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
/** Every kind that the lead can want is in the table, and no other: a kind that is missing or too much does not typecheck. */
const TABLE_IS_COMPLETE: Same<(RunEffect | HouseEffect)['kind'], EffectName> = true;

points('every effect has one before it, and one after it if it ever ends', () => {
  assert.ok(TABLE_IS_COMPLETE);
  const lasting = new Set(['keep-held']);
  const wanted = Object.keys(EFFECTS).flatMap((kind) => [`effect.${kind}.before`, ...(lasting.has(kind) ? [] : [`effect.${kind}.after`])]);
  const there = Object.keys(FAILPOINTS).filter((name) => name.startsWith('effect.'));
  assert.equal(there.sort(), wanted.sort());
});

points('each is used at exactly one place in the program', () => {
  const root = join(import.meta.dirname, '..', '..', '..');
  const files = globSync('{contracts,runtime,validators,agents,skills,daemon}/**/*.ts', { cwd: root });
  const passed = files.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/\bfailpoint\('([^']+)'\)/g)].map((it) => it[1] ?? ''),
  );
  const places = Object.keys(FAILPOINTS).filter((name) => !name.startsWith('effect.'));
  assert.equal(passed.sort(), places.sort());
});

points('each has a scene in the kill matrix that leads to it', () => {
  const armed = [...SCENES.flatMap((scene) => scene.points), ...AGAIN_AND_AGAIN.flat()].map((it) => it.replace(/:\d+$/, ''));
  assert.equal([...new Set([...armed, ...Object.keys(ELSEWHERE)])].sort(), (Object.keys(FAILPOINTS) as FailpointName[]).sort());
  for (const [point, file] of Object.entries(ELSEWHERE)) {
    const name = point.replace(/\.(before|after)$/, '');
    assert.ok(readFileSync(join(import.meta.dirname, '..', '..', '..', file), 'utf8').includes(name), `${file} does not arm ${point}`);
  }
});

points.run();

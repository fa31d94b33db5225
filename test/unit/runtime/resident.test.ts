// Long-lived processes: what V8 optimizes and when, and when they return memory.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RESIDENT } from '../../../runtime/resident/flags.ts';

const ROOM = fileURLToPath(new URL('../../../runtime', import.meta.url));

let folder = '';
test.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), 'resident-'));
});
test.after.each(() => rmSync(folder, { recursive: true, force: true }));

/** What a program prints that runs as those do. */
function printed(program: string, flags: readonly string[] = [], env: NodeJS.ProcessEnv = {}): string[] {
  const path = join(folder, 'program.mjs');
  writeFileSync(path, program);
  const ran = spawnSync(process.execPath, [...RESIDENT, ...flags, path], { encoding: 'utf8', env: { PATH: process.env.PATH, ...env } });
  assert.is(ran.stderr, '');
  return ran.stdout.trim().split('\n');
}

/** V8 says of a function whether it is optimized, or is to be. */
const NATIVES = ['--allow-natives-syntax'];
const HOT = `
const MAGLEV_OR_TURBOFAN = (1 << 5) | (1 << 6);
const sum = (to) => { let all = 0; for (let n = 0; n < to; n++) all += n % 7; return all; };
async function isOptimized(within) {
  for (const until = Date.now() + within; Date.now() < until; await new Promise(setImmediate)) {
    for (let n = 0; n < 5_000; n++) sum(100);
    if ((%GetOptimizationStatus(sum) & MAGLEV_OR_TURBOFAN) !== 0) return true;
  }
  return false;
}
const [SOON, LATE] = [200, 30_000];
`;
const ASKED = `
import { inSlices, onLongComputation } from '${ROOM}/slices.ts';
import { optimizeNow, postponeOptimizing } from '${ROOM}/resident/optimizing.ts';
${HOT}
postponeOptimizing();
onLongComputation(optimizeNow);
console.log(await isOptimized(SOON));
`;

test('code is not optimized until there is a long computation', () => {
  const long = `
function* steps() { for (const until = performance.now() + 100; performance.now() < until; ) yield; }
await inSlices(steps());
console.log(await isOptimized(LATE));`;
  assert.equal(printed(ASKED + long, NATIVES), ['false', 'true']);
  const short = `
await inSlices((function* () { yield; })());
console.log(await isOptimized(SOON));`;
  assert.equal(printed(ASKED + short, NATIVES), ['false', 'false']);
});

test('optimization is not put off if the compile cache is shared', () => {
  assert.equal(printed(ASKED.replace('(SOON)', '(LATE)'), NATIVES, { NODE_COMPILE_CACHE: folder }), ['true']);
});

test('no flag invalidates the code cache of Node’s modules', () => {
  const tag = "import v8 from 'node:v8'; console.log(v8.cachedDataVersionTag());";
  const plain = spawnSync(process.execPath, ['--input-type=module', '-e', tag], { encoding: 'utf8', env: { PATH: process.env.PATH } });
  assert.equal(printed(tag), [plain.stdout.trim()]);
});

test('the memory of a start is returned once the process is idle, V8 schedules no further collections, and all flags are restored', () => {
  const program = `
import v8 from 'node:v8';
import { collectGarbageWhenIdle } from '${ROOM}/resident/collect-when-idle.ts';
const tag = v8.cachedDataVersionTag();
globalThis.left = Array.from({ length: 200_000 }, (_, n) => ({ n }));
collectGarbageWhenIdle();
const { heapUsed } = process.memoryUsage();
delete globalThis.left;
const until = Date.now() + 30_000;
const timer = setInterval(() => {
  const given = heapUsed - process.memoryUsage().heapUsed > 4_000_000;
  if (!given && Date.now() < until) return;
  clearInterval(timer);
  // It would ask every eight seconds.
  setTimeout(() => console.log(given, v8.cachedDataVersionTag() === tag, typeof globalThis.gc), 18_000);
}, 20);`;
  const all = printed(program, ['--trace-memory-reducer']);
  assert.equal(all.at(-1), 'true true undefined');
  assert.ok(all.filter((it) => it.includes('Memory reducer')).length <= 1, all.join('\n'));
});

test('a process that says when it is awake is not woken to restore the flags, and restores them then', () => {
  const program = `
import { setTimeout as sleep } from 'node:timers/promises';
import v8 from 'node:v8';
const timers = [];
const own = globalThis.setTimeout;
globalThis.setTimeout = (then, after, ...more) => { timers.push(after); return own(then, after, ...more); };
const { collectGarbageWhenIdle } = await import('${ROOM}/resident/collect-when-idle.ts');
const tag = v8.cachedDataVersionTag();
const until = performance.now() + 60_000;
const differs = async (wanted, doing) => {
  while ((v8.cachedDataVersionTag() !== tag) !== wanted && performance.now() < until) { doing(); await sleep(20); }
  return v8.cachedDataVersionTag() !== tag;
};
const memory = collectGarbageWhenIdle('caller');
console.log(await differs(true, () => undefined));
memory.awake();
console.log(v8.cachedDataVersionTag() !== tag);
console.log(await differs(false, memory.awake));
console.log(timers.filter((after) => after > 2_000).length);`;
  // Right after the collection it would be too early.
  assert.equal(printed(program), ['true', 'true', 'false', '0']);
});

test('a process that works again and again is not interrupted, however little it computes', () => {
  const program = `
import { Session } from 'node:inspector/promises';
const own = globalThis.setTimeout;
const looks = Promise.withResolvers();
let looked = 0;
globalThis.setTimeout = (then, after, ...more) => { if (++looked === 3) looks.resolve(); return own(then, after, ...more); };
const collected = Promise.withResolvers();
let collections = 0;
Session.prototype.post = async () => { collections += 1; collected.resolve(); };
const { collectGarbageWhenIdle } = await import('${ROOM}/resident/collect-when-idle.ts');
const memory = collectGarbageWhenIdle();
const works = setInterval(memory.worked, 20);
await Promise.race([looks.promise, collected.promise]);
console.log(collections);
clearInterval(works);
const late = setInterval(() => undefined, 1_000);
await collected.promise;
clearInterval(late);
console.log('idle');`;
  assert.equal(printed(program), ['0', 'idle']);
});

test('memory is also returned if V8 has already collected the garbage and kept the pages', () => {
  const program = `
import { setTimeout as sleep } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import { collectGarbageWhenIdle } from '${ROOM}/resident/collect-when-idle.ts';
const MB = 1024 * 1024;
const until = Date.now() + 60_000;
const { used_heap_size: used, total_heap_size: total } = getHeapStatistics();
const fell = async (from) => {
  while (getHeapStatistics().total_heap_size > from && Date.now() < until) await sleep(20);
  return getHeapStatistics().total_heap_size <= from;
};
globalThis.left = Array.from({ length: 200_000 }, (_, n) => ({ n }));
const memory = collectGarbageWhenIdle();
delete globalThis.left;
console.log(await fell(total + 4 * MB));
// A function of its own: nothing of it stays on the stack.
(function fill() {
  globalThis.kept = Array.from({ length: 400_000 }, (_, n) => ({ n })).filter(({ n }) => n % 50 === 0);
})();
gc({ type: 'major', execution: 'sync', flavor: 'regular' });
const sparse = getHeapStatistics();
console.log(sparse.used_heap_size < used + 4 * MB, sparse.total_heap_size > total + 10 * MB);
memory.worked();
console.log(await fell(total + 6 * MB));`;
  assert.equal(printed(program, ['--expose-gc']), ['true', 'true true', 'true']);
});

test('a process continues if its memory cannot be returned', () => {
  const program = `
import { Session } from 'node:inspector/promises';
import { collectGarbageWhenIdle } from '${ROOM}/resident/collect-when-idle.ts';
const asked = new Promise((resolve) => {
  Session.prototype.connect = () => { resolve(); throw new Error('no inspector'); };
});
collectGarbageWhenIdle();
const staying = setInterval(() => undefined, 1_000);
await asked;
await new Promise(setImmediate);
clearInterval(staying);
console.log('goes on');`;
  assert.equal(printed(program), ['goes on']);
});

test('a process without free descriptors returns its memory and continues', () => {
  const program = `
import { spawnSync } from 'node:child_process';
import { getHeapStatistics } from 'node:v8';
import { collectGarbageWhenIdle } from '${ROOM}/resident/collect-when-idle.ts';
globalThis.left = Array.from({ length: 200_000 }, (_, n) => ({ n }));
console.log(spawnSync('prlimit', ['--pid', String(process.pid), '--nofile=3:']).status);
collectGarbageWhenIdle();
const before = getHeapStatistics().used_heap_size;
delete globalThis.left;
const until = Date.now() + 30_000;
const timer = setInterval(() => {
  const given = before - getHeapStatistics().used_heap_size > 4_000_000;
  if (!given && Date.now() < until) return;
  clearInterval(timer);
  console.log(given);
}, 20);`;
  assert.equal(printed(program), ['0', 'true']);
});

test.run();

// How well findings are followed in real histories: places in an old commit are looked up in a newer one by Muster's rules and, for
// comparison, by `git blame`, which walks commit by commit. Where the two differ, one of them is wrong.
//
//   node bench/identity/follow.ts <repository>… [--steps 20] [--pairs 12] [--lines 150]

import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { gitText } from '../../runtime/workspace/git/git.ts';
import { lineMovesBetween } from '../../runtime/workspace/line-moves.ts';
import { anchorAt, type Lines, locateAgain } from '../../skills/identity/anchor.ts';
import { inkLength, linesOf } from '../../validators/evidence/normal.ts';

/** Binary files and lines without content are no places of findings. */
const LEAST_INK = 4;
const MOST_BYTES = 400_000;

type Counts = Record<'asked' | 'same' | 'gone' | 'moved' | 'unsure' | 'lost' | 'wrong', number>;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { steps: { type: 'string' }, pairs: { type: 'string' }, lines: { type: 'string' } },
});
const [steps, pairs, most] = [Number(values.steps ?? 20), Number(values.pairs ?? 12), Number(values.lines ?? 150)];

console.log('| repository | commits | places | same as git | gone, as git says | moved beyond git | unsure | lost | elsewhere |');
console.log('|---|---|---|---|---|---|---|---|---|');
for (const repository of positionals) {
  const gitDir = (await gitText(repository, ['rev-parse', '--absolute-git-dir'])).trim();
  const commits = (await gitText({ gitDir }, ['rev-list', '--first-parent', `--max-count=${steps * pairs + 1}`, 'HEAD'])).split('\n');
  const sum: Counts = { asked: 0, same: 0, gone: 0, moved: 0, unsure: 0, lost: 0, wrong: 0 };
  const random = rolling(7);
  for (let at = 0; at + steps < commits.length; at += steps)
    await measure(gitDir, commits[at + steps] ?? '', commits[at] ?? '', sum, random);
  const { asked, same, gone, moved, unsure, lost, wrong } = sum;
  console.log(
    `| ${basename(repository)} | ${commits.length - 1} | ${asked} | ${same} | ${gone} | ${moved} | ${unsure} | ${lost} | ${wrong} |`,
  );
}

async function measure(gitDir: string, from: string, to: string, sum: Counts, random: () => number): Promise<void> {
  const moves = await lineMovesBetween(gitDir, from, to);
  const texts = new Map<string, Lines | undefined>();
  const after = (path: string): Lines | undefined => texts.get(path);
  for (const path of moves.hunks.keys()) texts.set(path, await linesAt(gitDir, to, path));
  const olds = new Map([...moves.renames].map(([old, now]) => [now, old]));
  const changed = [...moves.hunks.keys()].filter((it) => it !== '');
  const perFile = Math.max(1, Math.floor(most / Math.max(1, changed.length)));
  for (const path of changed.slice(0, most)) {
    const before = await linesAt(gitDir, from, olds.get(path) ?? path);
    if (!before) continue;
    const blamed = await blame(gitDir, from, to, path);
    if (!blamed) continue;
    for (let n = 0; n < perFile; n++) {
      const line = 1 + Math.floor(random() * before.length);
      if (inkLength(before[line - 1] ?? '') < LEAST_INK) continue;
      const anchor = anchorAt(olds.get(path) ?? path, before, line);
      if (!anchor || anchor.line !== line) continue;
      sum.asked += 1;
      sum[verdictOn(locateAgain(anchor, moves, after), path, blamed.get(line))] += 1;
    }
  }
}

function verdictOn(now: ReturnType<typeof locateAgain>, path: string, truth: number | undefined): keyof Counts {
  if (now.kind === 'unsure') return 'unsure';
  if (now.kind === 'gone') return truth === undefined ? 'gone' : 'lost';
  if (truth === undefined) return 'moved';
  return now.anchor.path === path && now.anchor.line === truth ? 'same' : 'wrong';
}

/** Maps a line in the old commit to its line in the new one; undefined if git cannot tell. */
async function blame(gitDir: string, from: string, to: string, path: string): Promise<Map<number, number> | undefined> {
  const told = await gitText({ gitDir }, ['blame', '--porcelain', '-s', `${from}..${to}`, '--', path], { accept: [0, 128] });
  if (told === '') return undefined;
  const map = new Map<number, number>();
  for (const row of told.split('\n')) {
    const [, commit, old, now] = /^([0-9a-f]{40,64}) (\d+) (\d+)(?: \d+)?$/.exec(row) ?? [];
    if (commit === from) map.set(Number(old), Number(now));
  }
  return map;
}

async function linesAt(gitDir: string, commit: string, path: string): Promise<Lines | undefined> {
  const text = await gitText({ gitDir }, ['cat-file', 'blob', `${commit}:${path}`], { accept: [0, 128], maxBytes: 64 * 1024 * 1024 });
  return text === '' || text.length > MOST_BYTES || text.includes('\0') ? undefined : linesOf(text);
}

function rolling(seed: number): () => number {
  let at = seed;
  return () => {
    at = (Math.imul(at, 1_664_525) + 1_013_904_223) >>> 0;
    return at / 2 ** 32;
  };
}

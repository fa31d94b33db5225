// A random history of a repository, written by `git fast-import`: the same for the same seed.

import { execFileSync } from 'node:child_process';
import { seeded } from '../../../../simulation/random.ts';
import type { Repo } from '../../../runtime/workspace/sandbox.ts';

const FOLDERS = ['', 'src/', 'lib/', 'src/deep/er/', 'test/', 'vendor/', 'gebäude/'];
const NAMES = ['a', 'cart', 'price list', 'new\nline', 'quo"te', '-dash', 'ü', '\xff\xfe', 'tab\t', 'cart_test', '[id]', 'x*y'];
const ENDINGS = ['.ts', '.py', '.go', '.rs', '.md', '.test.ts', '.json', '', '.min.js', '.yaml'];
const LINES = [
  'x();',
  '// TODO: later',
  '# FIXME',
  "it.skip('no', () => {});",
  "import { a } from './cart.ts';",
  'use crate::price;',
  '#[cfg(test)]',
  "const text = 'TODO in a string';",
  '@pytest.mark.skip',
  'HACK',
];
const SUBMODULE = '1234567890123456789012345678901234567890';

/** The commits, oldest first. */
export function randomHistory(repo: Repo, seed: number, length: number, { files = 60, steps = 6 } = {}): string[] {
  const { below: random, pick: any } = seeded(seed);
  const there = new Set<string>();
  const out: Buffer[] = [];
  const say = (text: string): void => void out.push(Buffer.from(text, 'latin1'));
  const path = () => Buffer.from(any(FOLDERS)).toString('latin1') + Buffer.from(any(NAMES), 'latin1').toString('latin1') + any(ENDINGS);
  const write = (mode: string, to: string, text: string) => {
    say(`M ${mode} inline ${quoted(to)}\ndata ${Buffer.byteLength(text, 'latin1')}\n${text}\n`);
    there.add(to);
  };
  const step = () => {
    const known = there.size > 0 ? any([...there]) : path();
    switch (random(12)) {
      case 0:
        if (there.has(known)) say(`D ${quoted(known)}\n`);
        there.delete(known);
        break;
      case 1: {
        const to = path();
        if (!there.has(known) || to === known || blocks(there, to)) break;
        say(`R ${quoted(known)} ${quoted(to)}\n`);
        there.delete(known);
        there.add(to);
        break;
      }
      case 2:
        write('100755', known, text());
        break;
      case 3:
        write('120000', known, any(['a', '../outside', 'src']));
        break;
      case 4:
        say(`M 160000 ${SUBMODULE} ${quoted(known)}\n`);
        there.add(known);
        break;
      case 5:
        write('100644', known, `binary\0${random(9)}`);
        break;
      case 6:
        write('100644', known, `\xef\xbb\xbf${text()}`);
        break;
      case 7:
        if (random(4) === 0) write('100644', known, '// TODO\n'.repeat(140_000));
        break;
      default: {
        const to = random(2) === 0 ? path() : known;
        if (!blocks(there, to)) write('100644', to, text());
      }
    }
  };
  const text = () => Array.from({ length: random(40) }, () => any(LINES)).join('\n') + any(['', '\n']);

  const after = 1_700_000_000;
  for (let n = 1; n <= length; n++) {
    const who = `A${random(4)} <a${random(4)}@example.org>`;
    say(`commit refs/heads/main\nmark :${n}\nauthor ${who} ${after + n * 60} +0000\ncommitter ${who} ${after + n * 60} +0000\ndata 1\nx\n`);
    if (n > 3 && random(6) === 0) say(`from :${n - 1}\nmerge :${1 + random(n - 2)}\n`);
    for (let left = n === 1 ? files : 1 + random(steps); left > 0; left--) step();
    say('\n');
  }
  execFileSync('git', ['fast-import', '--quiet', `--export-marks=${repo.gitDir}/marks`], { cwd: repo.root, input: Buffer.concat(out) });
  const marks = execFileSync('sort', ['-t:', '-k2n', `${repo.gitDir}/marks`], { encoding: 'utf8' });
  return marks.split('\n').flatMap((line) => line.split(' ')[1] ?? []);
}

/** A path at which a file exists cannot also be a folder. */
const blocks = (there: ReadonlySet<string>, path: string): boolean =>
  !there.has(path) && [...there].some((it) => it.startsWith(`${path}/`) || path.startsWith(`${it}/`));

const quoted = (path: string): string =>
  `"${[...Buffer.from(path, 'latin1')].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')}"`;

// What a command line opens and searches, and what it does not say.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { looksOfCommand } from '../../../../agents/looks/command-line.ts';

const commands = suite('the looks of a command line');

const CASES: [line: string, looks: string[]][] = [
  ['cat src/a.ts', ['read src/a.ts']],
  ['sed -n 1,50p src/a.ts | head -5', ['read src/a.ts']],
  [`sed -n '1,50p' "src/with space.ts"`, ['read src/with space.ts']],
  ['nl -ba a.js && tail -n +5 b.js', ['read a.js', 'read b.js']],
  ['head -n 20 -- c.js', ['read c.js']],
  [`awk 'NR<5' f.txt`, ['read f.txt']],
  ['cat < in.txt 2>/dev/null > out.txt', ['read in.txt']],
  ['cat src/*.ts', ['read src/*.ts']],
  ['cd sub && cat a.js; rg x', ['read sub/a.js', 'searched sub/.']],
  [`/bin/bash -lc 'cat x/y | grep foo'`, ['read x/y']],
  [`bash -c "sed -n '1,5p' q.js"`, ['read q.js']],
  ['rg foo src/', ['searched src/']],
  ['rg -n "foo bar"', ['searched .']],
  ['rg -e foo -g "*.ts" lib', ['searched lib']],
  ['grep -rn foo .', ['searched .']],
  ['grep foo a.js b.js', ['searched a.js', 'searched b.js']],
  ['git grep foo', ['searched .']],
  ['git diff main...HEAD -- src/', ['diffed src/']],
  ['git --no-pager show abc123', ['diffed .']],
  ['git show HEAD:src/x.ts', ['read src/x.ts']],
  ['git -C sub diff', ['diffed sub/.']],
  ['pytest tests/a.py', ['ran tests/a.py']],
  // Nothing that is certain.
  ['ls -la src', []],
  ['find . -name x', []],
  ['rg --files', []],
  ['git diff --stat', []],
  ['git show --name-only', []],
  ['for f in src/*; do cat $f; done', []],
  ['git ls-files | xargs cat', []],
  ['sed -i s/x/y/ a.js', []],
  ['printf %s x > r.json', []],
  ['echo cat src/a.ts', []],
  ['# cat src/a.ts', []],
  ['cat <<EOF > x\nhello\nEOF', []],
  ['', []],
];

for (const [line, looks] of CASES)
  commands(line || 'an empty line', () => {
    assert.equal(
      looksOfCommand(line).map(({ path, how }) => `${how} ${path}`),
      looks,
    );
  });

commands('a line that is hostile ends soon and gives nothing wild', () => {
  const nested = 'bash -c "'.repeat(200);
  for (const line of [nested, `cat ${'x'.repeat(200_000)}`, "cat '", 'cat "a', 'a | | | b', '<<<<', '>&', '\\']) looksOfCommand(line);
});

commands.run();

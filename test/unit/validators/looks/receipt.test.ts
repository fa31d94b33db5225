// What of claimed and witnessed looks is in the base.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ClaimedLook } from '../../../../contracts/work/receipt.ts';
import { runSteps } from '../../../../runtime/steps.ts';
import { countOfAll, placesIn, placesOf } from '../../../../validators/looks/places.ts';
import { type Looks, receiptSteps, type ScopeFiles } from '../../../../validators/looks/receipt.ts';

const receipts = suite('a receipt');

const FILES = ['a.ts', 'docs/[id].md', 'src/b.ts', 'src/c.ts', 'src/deep/d.ts'];
const SCOPE: ScopeFiles = { files: FILES, all: new Set([...FILES, 'outside.ts']), changed: null, removed: new Set(['gone.ts']) };
const BASE: Looks = { claimed: [], quoted: [], seen: undefined, whole: true, witnessed: true, trusted: false, root: '/checkout' };
const claim = (path: string, how: ClaimedLook['how'] = 'read'): ClaimedLook => ({ path, how });
const of = (looks: Partial<Looks>, scope: Partial<ScopeFiles> = {}) =>
  runSteps(receiptSteps({ ...BASE, ...looks }, { ...SCOPE, ...scope }));

const CLAIMS: [what: string, claimed: ClaimedLook[], opened: string, searched: string, absent: string[]][] = [
  [
    'files, however they are written',
    [claim('a.ts'), claim('./src/b.ts'), claim('/checkout/src/c.ts'), claim('src/../a.ts')],
    '0,2-3',
    '',
    [],
  ],
  ['a name that looks like a glob', [claim('docs/[id].md')], '1', '', []],
  ['a folder, which is a search', [claim('src')], '', '2-4', []],
  ['everything, which is a search', [{ glob: '**', how: 'read' }], '', '0-4', []],
  ['a glob that names one file, which is a search', [{ glob: 'a.ts', how: 'read' }], '', '0', []],
  ['a path with a star, which is a search', [claim('src/*.ts')], '', '2-3', []],
  [
    'what is not there',
    [claim('none.ts'), claim('/etc/passwd'), claim('../x'), claim('~/x')],
    '',
    '',
    ['none.ts', '/etc/passwd', '../x', '~/x'],
  ],
  ['what is there and outside of the scope, or was there before', [claim('outside.ts'), claim('gone.ts', 'diffed')], '', '', []],
  ['a search and a run', [claim('a.ts', 'searched'), claim('src/b.ts', 'ran')], '', '0,2', []],
  ['a change where there is none', [claim('a.ts', 'diffed')], '', '0', []],
];
for (const [what, claimed, opened, searched, absent] of CLAIMS)
  receipts(`claims ${what}`, () => {
    const it = of({ claimed });
    assert.equal([it.opened, it.searched, it.absent, it.by], [opened, searched, absent, 'claimed']);
  });

receipts('a file was opened if a text from it was quoted, unless the complete output of its program shows that it was not', () => {
  const quoted = ['src/b.ts', 'outside.ts', 'none.ts', 'src'];
  const it = of({ claimed: [claim('a.ts')], quoted });
  assert.equal([it.opened, it.searched, it.absent, it.by], ['0,2', '', [], 'claimed']);
  assert.is(of({ quoted, seen: [{ path: 'a.ts', how: 'read' }] }).opened, '0');
});

receipts('in a range, the change of a file is opened by reading it', () => {
  const it = of({ claimed: [claim('a.ts', 'diffed'), claim('src/b.ts', 'diffed')] }, { changed: new Set(['a.ts']) });
  assert.equal([it.opened, it.searched], ['0', '2']);
  assert.is(of({ seen: [{ path: '.', how: 'diffed' }] }, { changed: new Set(['src/c.ts']) }).opened, '3');
});

receipts('what was witnessed counts instead of what is claimed', () => {
  const it = of({
    claimed: [claim('a.ts'), claim('src/b.ts')],
    seen: [
      { path: '/checkout/a.ts', how: 'read' },
      { path: 'src', how: 'searched' },
    ],
  });
  assert.equal([it.opened, it.searched, it.by, it.unwitnessed, it.searchSeen], ['0', '2-4', 'witnessed', 1, true]);
  assert.equal([of({ claimed: [claim('a.ts')], seen: [] }).opened, of({ claimed: [claim('a.ts')], seen: [] }).by], ['', 'witnessed']);
});

receipts('what a worker prints itself limits what it claims, and witnesses nothing', () => {
  const seen = [
    { path: 'a.ts', how: 'read' as const },
    { path: 'src', how: 'searched' as const },
  ];
  const it = of({ claimed: [claim('a.ts'), claim('src/b.ts')], quoted: ['a.ts'], seen, witnessed: false });
  assert.equal([it.opened, it.searched, it.by, it.shown, it.unwitnessed, it.searchSeen], ['0', '2-4', 'claimed', '0', 1, false]);
  assert.is(of({ seen, witnessed: false }).shown, '');
});

receipts('if the output is incomplete, both count', () => {
  const it = of({ claimed: [claim('a.ts')], seen: [{ path: 'src/b.ts', how: 'read' }], whole: false });
  assert.equal([it.opened, it.by, it.unwitnessed], ['0,2', 'claimed', 0]);
  const same = of({ claimed: [claim('src/b.ts')], seen: [{ path: 'src/b.ts', how: 'read' }], whole: false });
  assert.equal([same.opened, same.by], ['2', 'witnessed']);
  assert.is(of({ claimed: [], seen: [], whole: false }).by, 'claimed');
});

receipts('one of our own programs may say that it opened a folder', () => {
  assert.equal(
    [of({ claimed: [claim('src')], trusted: true }).opened, of({ claimed: [claim('.')], trusted: true }).opened],
    ['2-4', '0-4'],
  );
  assert.is(of({ claimed: [{ glob: '**', how: 'read' }], trusted: true }).opened, '');
});

receipts('positions are encoded as ranges and counted together', () => {
  assert.is(placesOf([5, 1, 2, 0, 2]), '0-2,5');
  assert.equal(placesIn('5,0-1,x,9-7,1-2', 7), [
    [0, 2],
    [5, 5],
  ]);
  assert.is(countOfAll(['0-2,5', '1-3', '', '6-999999999'], 8), 7);
});

receipts('thousands of claims about a large base are looked up quickly', () => {
  const files = Array.from({ length: 20_000 }, (_, n) => `f/${String(n % 100).padStart(2, '0')}/${n}.ts`).sort();
  const claimed = Array.from({ length: 20_000 }, (_, n) => (n % 2 ? claim(`no/${n}`) : { glob: `f/${n}*`, how: 'searched' as const }));
  assert.is(of({ claimed }, { files, all: new Set(files) }).opened, '');
});

receipts.run();

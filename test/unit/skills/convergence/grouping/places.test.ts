// Where evidence points, and when one piece shows no more than another.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Evidence, EvidenceCheck } from '../../../../../contracts/findings/finding.ts';
import { near, placeOf, showsNoMore } from '../../../../../skills/phases/convergence/grouping/places.ts';

const places = suite('places');
const at = (evidence: Evidence, check?: EvidenceCheck) => placeOf({ evidence, check });
const one = (evidence: Evidence, check?: EvidenceCheck) => ({ evidence, check });

places('the program’s place takes precedence over the claimed one', () => {
  assert.equal(at({ path: 'a.ts', line: 4 }), { side: 'head', path: 'a.ts', from: 4, to: 4 });
  assert.equal(at({ path: 'a.ts', line: 4, endLine: 6 }, { outcome: 'moved', path: 'b.ts', line: 10, side: 'from' }), {
    side: 'from',
    path: 'b.ts',
    from: 10,
    to: 12,
  });
  assert.equal(at({ path: 'a.ts', line: 4 }, { outcome: 'found', line: 5, endLine: 9 }), { side: 'head', path: 'a.ts', from: 5, to: 9 });
  assert.is(at({ path: 'a.ts', line: 4 }, { outcome: 'absent', path: 'a.ts', line: 4 }), undefined);
});

places('a quote of several lines covers all of them', () => {
  assert.is(at({ path: 'a.ts', line: 4, quote: 'one\ntwo\nthree\n' })?.to, 6);
});

places('a claimed end does not extend a quote that was found', () => {
  const claimed = { path: 'a.ts', line: 6, endLine: 54, quote: 'await connection.query(item.sql);' };
  assert.equal(at(claimed, { outcome: 'found', path: 'a.ts', line: 6 }), { side: 'head', path: 'a.ts', from: 6, to: 6 });
});

places('a line is no place if the program could not confirm that the quote is there', () => {
  assert.is(at({ path: 'a.ts', line: 6, quote: '}' }, { outcome: 'uncheckable', path: 'a.ts' }), undefined);
  assert.is(at({ path: 'a.ts', line: 6, quote: '}' }, { outcome: 'uncheckable', path: 'a.ts', line: 6 })?.from, 6);
});

places('a file without a line is near to everything in it, and to nothing elsewhere', () => {
  const whole = at({ path: './package.json' });
  const line = at({ path: 'package.json', line: 90 });
  assert.ok(whole && line && near(whole, line) && near(line, whole) && near(whole, whole));
  const elsewhere = at({ path: 'src/package.json', line: 1 });
  assert.ok(elsewhere && !near(whole, elsewhere));
});

places('near means three lines between the ends, not four', () => {
  const range = at({ path: 'a.ts', line: 10, endLine: 20 });
  const after = (line: number) => at({ path: 'a.ts', line });
  assert.ok(range);
  for (const [line, is] of [
    [6, false],
    [7, true],
    [15, true],
    [23, true],
    [24, false],
  ] as const) {
    const other = after(line);
    assert.is(other && near(range, other), is, String(line));
  }
});

places('a search in one file is a place, over a folder or a glob it is not', () => {
  const search = (scope: string) => at({ searched: { pattern: 'engines', scope } });
  assert.is(search('package.json')?.path, 'package.json');
  assert.is(search('src/**'), undefined);
  assert.is(search('src/'), undefined);
});

places('evidence within known lines shows nothing more; evidence beyond them does', () => {
  const own = one({ path: 'a.ts', line: 10, endLine: 12 });
  assert.ok(showsNoMore(one({ path: 'a.ts', line: 11 }), own));
  assert.ok(showsNoMore(own, own));
  assert.not.ok(showsNoMore(one({ path: 'a.ts', line: 9, endLine: 12 }), own));
  assert.not.ok(showsNoMore(one({ path: 'a.ts', line: 13 }), own));
  assert.not.ok(showsNoMore(one({ path: 'b.ts', line: 11 }), own));
  assert.not.ok(showsNoMore(one({ path: 'a.ts', line: 11, side: 'from' }), own));
});

places('the same search and the same command show nothing more', () => {
  const search = (pattern: string, scope = 'src/**') => one({ searched: { pattern, scope } });
  assert.ok(showsNoMore(search('lock( '), search('lock(')));
  assert.not.ok(showsNoMore(search('lock('), search('lock(', 'test/**')));
  assert.ok(showsNoMore(one({ command: 'npm  ls' }), one({ command: 'npm ls' })));
  assert.not.ok(showsNoMore(one({ command: 'npm ls' }), one({ path: 'a.ts', line: 1 })));
});

places.run();

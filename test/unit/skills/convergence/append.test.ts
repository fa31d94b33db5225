// Findings that came late: new ids at the end, nothing renumbered, and an alias where it is said already.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { CanonicalFinding } from '../../../../contracts/findings/convergence.ts';
import { groupFindings } from '../../../../skills/phases/convergence/grouping/group.ts';
import { appendFindings } from '../../../../skills/phases/convergence/rounds/append.ts';
import { raisedBy } from './examination.ts';

const append = suite('late findings');
const first = [
  raisedBy({ seat: 'claude', severity: 'minor' }),
  raisedBy({ seat: 'claude', localId: 'a2', evidence: [{ path: 'src/b.ts', line: 3 }] }),
];
const existing = groupFindings(first, []);
const late = { round: 1, dismissed: [] };
const other = raisedBy({ seat: 'gemini', dispatch: 3, severity: 'critical', evidence: [{ path: 'src/0.ts', line: 1 }] });
const twin = raisedBy({ seat: 'gemini', dispatch: 3, localId: 'a2', evidence: [{ path: 'src/a.ts', line: 11 }] });
const shown = (some: readonly CanonicalFinding[]) =>
  some.map(({ id, state, mergedInto }) => `${id} ${state}${mergedInto ? ` ${mergedInto}` : ''}`);

append('gets the next id even where its severity would put it first', () => {
  const all = appendFindings(existing, first, [other], late);
  assert.equal(shown(all), ['F-001 queued', 'F-002 queued', 'F-003 queued']);
  assert.equal(all.slice(0, 2), existing);
});

append('what says the same as an earlier one is its alias at once', () => {
  const all = appendFindings(existing, first, [twin, other], late);
  assert.equal(shown(all).slice(2), ['F-003 queued', 'F-004 merged F-002']);
  assert.is(all[3]?.settledIn, 1);
});

append('no alias of what was refuted, withdrawn or left open: it is examined afresh', () => {
  for (const state of ['refuted', 'withdrawn', 'contested', 'worker-unique', 'not-examined', 'unsupported', 'dismissed'] as const) {
    const settled = existing.map((it) => ({ ...it, state }));
    assert.equal(shown(appendFindings(settled, first, [twin], late)).slice(2), ['F-003 queued'], state);
  }
  const agreed = existing.map((it) => ({ ...it, state: 'full-consensus' as const }));
  assert.equal(shown(appendFindings(agreed, first, [twin], late)).slice(2), ['F-003 merged F-002']);
});

append('late ones are grouped among themselves, set aside or dismissed like the first', () => {
  const again = raisedBy({ seat: 'codex', dispatch: 4, evidence: [{ path: 'src/0.ts', line: 2 }] });
  const gone = raisedBy({ seat: 'codex', dispatch: 4, localId: 'a2', checks: [{ outcome: 'absent' }] });
  const waved = raisedBy({ seat: 'codex', dispatch: 4, localId: 'a3', evidence: [{ path: 'src/c.ts', line: 2 }], fingerprint: 'f-bbbbbb' });
  const all = appendFindings(existing, first, [again, other, gone, waved], {
    round: 2,
    dismissed: [{ fingerprint: 'f-bbbbbb', why: 'known' }],
  });
  assert.equal(shown(all).slice(2), ['F-003 queued', 'F-004 unsupported', 'F-005 dismissed']);
  assert.equal(all[2]?.seats, ['gemini', 'codex']);
  assert.is(all[3]?.settledIn, 2);
});

append.run();

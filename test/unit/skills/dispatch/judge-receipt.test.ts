// When an analysis says nothing about the code.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Receipt } from '../../../../contracts/work/receipt.ts';
import { inconclusive } from '../../../../skills/dispatch/judge-receipt.ts';

const judging = suite('what a receipt is worth');

const receipt = (more: Partial<Receipt>): Receipt => ({
  files: 1000,
  opened: '',
  searched: '',
  by: 'claimed',
  searchSeen: false,
  unwitnessed: 0,
  absent: [],
  ...more,
});
type Outcome = 'found' | 'moved' | 'absent' | 'located' | 'uncheckable';

const CASES: [what: string, of: Partial<Receipt>, checks: Outcome[][], age: number | null, why: string | null][] = [
  ['nothing at all', {}, [], 50, 'opened-nothing'],
  ['a search that is only claimed', { searched: '0-999' }, [], 50, 'opened-nothing'],
  ['a search that was seen', { searched: '0-9', searchSeen: true, by: 'witnessed' }, [], 50, null],
  ['a file that is claimed', { opened: '3' }, [], 50, null],
  ['as many as a small program reads in one breath', { opened: '0-19' }, [], 5, null],
  ['a thousand claimed in a second', { opened: '0-999' }, [], 1_000, 'too-fast'],
  ['a thousand claimed in a while', { opened: '0-999' }, [], 20_000, null],
  ['a thousand that were seen', { opened: '0-999', by: 'witnessed' }, [], 1_000, null],
  ['a thousand, of a session that nobody timed', { opened: '0-999' }, [], null, null],
  ['evidence that is there', {}, [['absent'], ['absent', 'found']], 50, null],
  ['evidence that cannot be looked up', {}, [['uncheckable']], 50, null],
  ['a place without its text', {}, [['located']], 50, null],
  ['a file that the change does not touch', { opened: '3', changed: '4-6,9' }, [], 50, 'opened-no-change'],
  ['a file that it touches', { opened: '3,5', changed: '4-6,9' }, [], 50, null],
  ['a change whose files are gone', { opened: '3', changed: '' }, [], 50, null],
  ['a finding beside the change', { opened: '3', changed: '4' }, [['located']], 50, null],
  ['evidence that is nowhere', {}, [['absent'], ['absent']], 50, 'invented'],
  ['a program of ours', { by: 'program' }, [], 5, null],
];
for (const [what, of, checks, age, why] of CASES)
  judging(what, () => {
    const accepted = { attempt: 1, digest: '', bytes: 0, summary: '', coverage: null, notes: null, toolCalls: null, flags: [], age, at: 0 };
    const found = { findings: checks.map((each) => ({ checks: each.map((outcome) => ({ outcome })) })), receipt: receipt(of) };
    const events = inconclusive({ id: 'r-aaaaaa.d1', seat: 'one', accepted }, found);
    assert.equal(
      events.map((it) => (it.type === 'look.inconclusive' ? it.payload.why : it.type)),
      why === null ? [] : [why],
    );
  });

judging('nothing is concluded without a receipt', () => {
  assert.equal(inconclusive({ id: 'r-aaaaaa.d1', seat: 'one', accepted: null }, { findings: [] }), []);
});

judging.run();

// What `muster approvals` tells to type is an answer that the gate really offers.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Gate } from '../../../../contracts/run/gate.ts';
import { gatesScreen } from '../../../../daemon/cli/screens/gates-screen.ts';
import { sampleReport } from '../../../fixtures/report/sample.ts';

const approvals = suite('pending approvals');

const { run: view } = sampleReport();
const AT = '2026-01-02T00:00:00.000Z';

function shown(answers: Gate['offers'][number]['answer'][], byFile = false, why = 'it was judged'): string {
  const gate: Gate = {
    id: `${view.id}.g1`,
    phase: 'plan',
    about: { kind: 'plan', plan: 'a'.repeat(64) },
    asks: 'Shall this plan be approved?',
    why,
    offers: answers.map((answer) => ({ answer, does: `does what ${answer} does` })),
    shown: 'a'.repeat(64),
    openedAt: AT,
    expiresAt: AT,
  };
  const it = { gate, answer: null, comment: null, by: null, answeredAt: null, closed: false };
  return gatesScreen([{ view, it, byFile }], '/inbox', 0, { width: 100, color: false });
}

approvals('tell how to approve what can be approved, by file too where files are taken', () => {
  assert.match(shown(['approve', 'reject']), `muster approve ${view.id}.g1`);
  assert.match(shown(['approve', 'reject'], true), `/inbox/${view.id}.g1.approve`);
});

approvals('tell nobody to approve what cannot be approved', () => {
  const blocked = shown(['request-changes', 'verify-again', 'abort'], true);
  assert.not.match(blocked, 'muster approve ');
  assert.not.match(blocked, '.approve');
  assert.match(blocked, `muster request-changes ${view.id}.g1 -m "…"`);
});

approvals('leave what a program printed in its lines, and show the end of it', () => {
  const printed = Array.from({ length: 40 }, (_, at) => `  at line ${at + 1}`);
  const lines = shown(['reject'], false, ['The check fails. The end of what it printed:', '', ...printed].join('\n')).split('\n');
  const from = lines.findIndex((line) => line.includes('The check fails'));
  assert.equal(lines.slice(from, from + 4), [
    '  why      The check fails. The end of what it printed:',
    '           (28 lines before that)',
    '             at line 29',
    '             at line 30',
  ]);
  assert.is(lines[from + 13], '             at line 40');
  assert.match(lines[from + 14] ?? '', 'answers');
});

approvals.run();

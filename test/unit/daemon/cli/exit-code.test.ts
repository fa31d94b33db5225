// What the command line exits with.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ERROR_CODES } from '../../../../contracts/errors.ts';
import type { FindingState } from '../../../../contracts/findings/convergence.ts';
import type { Severity } from '../../../../contracts/findings/finding.ts';
import { FINDING_STATES, SEVERITIES } from '../../../../contracts/findings/names.ts';
import type { WorkVerdict } from '../../../../contracts/findings/work-verdict.ts';
import type { RunView } from '../../../../contracts/run/run-view.ts';
import { type Ended, EXIT, exitOfError, exitOfRun } from '../../../../daemon/cli/words/exit-code.ts';
import { runBuilder } from '../../../fixtures/report/build.ts';

const it = suite('exit codes');

const end = (more: Partial<Ended> = {}): Ended => ({
  status: 'completed',
  outcome: 'completed',
  degraded: false,
  findings: [],
  judgement: JUDGED,
  verdict: null,
  ...more,
});
const JUDGED = { asks: 'judgement', question: 'Is it sound?', came: 'judged', without: [] } as const satisfies RunView['judgement'];
const said = (verdict: WorkVerdict['verdict']): WorkVerdict => ({ verdict, blockers: [], conditions: [], audit: { changed: [] } });
const holding = (severity: Severity, state: FindingState) => {
  const run = runBuilder();
  run.finding(state, ['r-k3f7qa.d1/L1'], { severity });
  return run.view().findings;
};

it('0 done, 1 failed or aborted, 6 degraded', () => {
  assert.is(exitOfRun(end()), 0);
  assert.is(exitOfRun(end({ outcome: 'skipped' })), 0);
  assert.is(exitOfRun(end({ outcome: 'failed', reason: 'scope-empty' })), 4);
  assert.is(exitOfRun(end({ outcome: 'failed', reason: 'base-refused' })), 4);
  assert.is(exitOfRun(end({ outcome: 'failed', reason: 'base-unknown' })), 2);
  assert.is(exitOfRun(end({ outcome: 'failed' })), 1);
  assert.is(exitOfRun(end({ outcome: 'aborted', degraded: true })), 1);
  assert.is(exitOfRun(end({ degraded: true })), 6);
});

it('7 for a finding of the given severity or worse', () => {
  for (const severity of SEVERITIES) {
    for (const failOn of SEVERITIES) {
      const met = SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn);
      assert.is(exitOfRun(end({ findings: holding(severity, 'worker-unique') }), failOn), met ? 7 : 0, `${severity} against ${failOn}`);
    }
  }
});

it('counts what was not refuted, withdrawn, unsupported, dismissed or merged', () => {
  const counted = FINDING_STATES.filter((state) => exitOfRun(end({ findings: holding('major', state) }), 'major') === 7);
  assert.equal(counted, [
    'queued',
    'full-consensus',
    'partial-consensus',
    'rechecked',
    'worker-unique',
    'rule-only',
    'not-examined',
    'contested',
  ]);
});

it('counts what is refuted only as far as claimed', () => {
  const findings = holding('major', 'refuted').map((it) => ({ ...it, claimed: true as const }));
  assert.is(exitOfRun(end({ findings }), 'major'), 7);
});

it('counts what is dismissed only by the file of an untrusted project', () => {
  const findings = holding('major', 'dismissed').map((it) => ({ ...it, untrusted: true as const }));
  assert.is(exitOfRun(end({ findings }), 'major'), 7);
});

it('findings take precedence over degraded, and a failure over both', () => {
  const findings = holding('critical', 'full-consensus');
  assert.is(exitOfRun(end({ degraded: true, findings }), 'minor'), 7);
  assert.is(exitOfRun(end({ degraded: true, findings })), 6);
  assert.is(exitOfRun(end({ outcome: 'failed', findings }), 'minor'), 1);
});

it('7 for blocked work, 6 for work accepted on conditions or not judged', () => {
  assert.is(exitOfRun(end({ verdict: said('accepted') })), 0);
  assert.is(exitOfRun(end({ verdict: said('blocked') })), 7);
  assert.is(exitOfRun(end({ verdict: said('conditional-accept') })), 6);
  assert.is(exitOfRun(end({ verdict: said('not-judged') })), 6);
  assert.is(exitOfRun(end({ judgement: { ...JUDGED, came: 'not-judged' } })), 6);
  assert.is(exitOfRun(end({ judgement: { ...JUDGED, asks: 'rules', question: null, came: 'rules-only' } })), 0);
});

it('the first that applies: a failure, a block, a pending question, a degraded result', () => {
  const less = { degraded: true, judgement: { ...JUDGED, came: 'not-judged' } } as const;
  const findings = holding('critical', 'full-consensus');
  assert.is(exitOfRun(end({ ...less, status: 'awaiting-approval', outcome: null })), 5);
  assert.is(exitOfRun(end({ ...less, status: 'paused', outcome: null })), 5);
  assert.is(exitOfRun(end({ ...less, status: 'awaiting-approval', outcome: null, verdict: said('blocked') })), 7);
  assert.is(exitOfRun(end({ ...less, status: 'awaiting-approval', outcome: null, findings }), 'major'), 7);
  assert.is(exitOfRun(end({ ...less, outcome: 'failed', verdict: said('blocked') })), 1);
});

it('2 usage, 3 no daemon, 4 task rejected, 1 anything else', () => {
  const by = Map.groupBy(Object.keys(ERROR_CODES), exitOfError);
  assert.ok(by.get(EXIT.usage)?.includes('usage'));
  assert.ok(by.get(EXIT.noDaemon)?.includes('daemon-unreachable'));
  assert.ok(by.get(EXIT.rejected)?.includes('task-invalid'));
  assert.is(exitOfError('ledger-corrupt'), 1);
  assert.is(exitOfError('ENOSPC'), 1);
});

it.run();

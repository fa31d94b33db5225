// What is asked in a critic's phase: the critic, what nobody raised; another worker, whether such a gap is real.

import { Verdict } from '../../../contracts/findings/finding.ts';
import { type CriticMode, Gap } from '../../../contracts/findings/gap.ts';
import * as z from '../../../contracts/schema.ts';
import type { AskedWorker } from '../../../contracts/work/asked-worker.ts';
import { ClaimedLooks } from '../../../contracts/work/receipt.ts';
import { RESULT_HEAD } from '../../prompts/result-head.ts';
import { analysesOf } from '../../run/outcomes.ts';
import { type DispatchState, isConclusive, type RunState } from '../../run/state.ts';
import { WHY_INCONCLUSIVE } from '../../wording/looks.ts';
import { gapsNamed, verdictsGiven } from '../accepted-result.ts';
import type { WorkKind } from '../work-kind.ts';
import { gapText, lookedText, raisedText } from './material.ts';
import { unneededWords } from './words.ts';

export const critique: WorkKind = {
  folder: 'phases/critic',
  needs: (run, dispatch) => (modeOf(run, dispatch) === 'acceptance' ? ['hints', 'approved-plan'] : ['hints']),
  ask(run, { convergence }, dispatch) {
    const looked = lookedAt(run);
    const mode = modeOf(run, dispatch);
    return {
      inputs: { skill: 'critique', mode, looked },
      material: [
        { title: 'The workers', text: lookedText(looked) },
        { title: 'The findings', text: raisedText(convergence?.findings ?? []) },
      ],
      leaveOut: unneededWords(mode),
    };
  },
  accept: gapsNamed,
  output: {
    schema: RESULT_HEAD.extend({ gaps: z.array(Gap), looked: ClaimedLooks.optional() }),
    example: {
      role: 'critic',
      status: 'done',
      summary: 'One part of the scope was not read by any reviewer.',
      gaps: [
        {
          title: 'No reviewer checked how a run is resumed after a crash',
          claim: 'All reviewers read the happy path of the queue. recover() drops a job whose lease expired while it was in progress.',
          category: 'recovery',
          evidence: [{ path: 'src/recover.ts', line: 31, quote: '  if (lease.expired) continue;' }],
        },
      ],
      coverage: 'Compared what the reviewers say they read with the tree; opened src/recover.ts and scripts/.',
      looked: [{ path: 'src/recover.ts', how: 'read' }],
    },
  },
};

export const gapVerification: WorkKind = {
  folder: 'phases/critic/gap-verification',
  needs: () => [],
  ask(run, { convergence }, dispatch, reader) {
    const gaps = run.gaps.filter((it) => it.id !== undefined && dispatch.findings.includes(it.id));
    return {
      inputs: {
        skill: 'verdicts',
        findings: gaps.map(({ id, gap: { title, category, claim, evidence = [] } }) =>
          reader === 'program' ? { id, title, category, severity: 'info', claim, evidence } : { id, title },
        ),
      },
      material: [
        ...gaps.map((it) => ({ title: it.id ?? '', text: gapText(it) })),
        { title: 'The findings', text: raisedText(convergence?.findings ?? []) },
      ],
    };
  },
  accept: verdictsGiven,
  output: {
    schema: RESULT_HEAD.extend({ verdicts: z.array(Verdict), looked: ClaimedLooks.optional() }),
    example: {
      role: 'verifier',
      status: 'done',
      summary: 'The gap is real.',
      verdicts: [
        {
          finding: 'G-001',
          verdict: 'AGREE',
          basis: 'I followed the lease from its taking to recover(): a job in progress is skipped and never resumed.',
          evidence: [{ path: 'src/recover.ts', line: 28, quote: '  for (const lease of await leases(store)) {' }],
        },
      ],
      looked: [{ path: 'src/recover.ts', how: 'read' }],
    },
  },
};

/** Everyone who was asked to look, and the outcome. */
function lookedAt(run: RunState): AskedWorker[] {
  return run.seats
    .filter((it) => it.role === 'analyser')
    .map(({ name, agent, voice }) => {
      const asked = analysesOf(run, name);
      const dispatch = asked.findLast(isConclusive) ?? asked.at(-1);
      const counts = dispatch !== undefined && isConclusive(dispatch);
      const accepted = counts ? dispatch.accepted : null;
      return {
        seat: name,
        agent,
        kind: voice,
        completed: accepted !== null,
        why: accepted
          ? ''
          : dispatch?.inconclusive
            ? `inconclusive: it ${WHY_INCONCLUSIVE[dispatch.inconclusive]}`
            : (dispatch?.ended?.reason ?? 'it was not started'),
        coverage: accepted?.coverage ?? '',
      };
    });
}

const modeOf = (run: RunState, dispatch: DispatchState): CriticMode =>
  run.phases.find((it) => it.template.key === dispatch.phase)?.template.mode === 'acceptance' ? 'acceptance' : 'coverage';

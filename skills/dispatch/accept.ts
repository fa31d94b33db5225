// What an accepted result becomes in the journal: one event for the result, one for each thing in
// it that somebody may later examine. Only what the dispatch was asked for is taken.

import type { RunEvent } from '../../contracts/run/run-event.ts';
import { isSkill, SKILL_ANSWERS } from '../../contracts/task/skill.ts';
import type { Millis } from '../../contracts/time.ts';
import type { ResultFlag } from '../../contracts/work/dispatch.ts';
import type { Result } from '../../contracts/work/result.ts';
import { digestOfJson } from '../../runtime/canonical.ts';
import { fingerprint } from '../../validators/evidence/fingerprint.ts';
import { checkNarrative } from '../prompts/trace.ts';

export type Answered = {
  dispatch: string;
  attempt: number;
  seat: string;
  pass: number;
  round: number;
  skill: string;
  /** The canonical findings that it was asked about. */
  asked: readonly string[];
  /** How many gaps have a name already. */
  gaps: number;
  /** Every name that a narrative may refer to. */
  known: ReadonlySet<string>;
};

/** The file, and how old its session was when it was found. */
export type Found = { digest: string; bytes: number; flags: ResultFlag[]; age?: Millis };

export function acceptResult(it: Answered, result: Result, file: Found): RunEvent[] {
  const { dispatch, attempt, seat } = it;
  const accepted: RunEvent = {
    type: 'result.accepted',
    payload: {
      dispatch,
      attempt,
      seat,
      digest: file.digest,
      bytes: file.bytes,
      summary: result.summary,
      ...(result.coverage === undefined ? {} : { coverage: result.coverage }),
      ...(result.notes === undefined ? {} : { notes: result.notes }),
      toolCalls: result.toolCalls ?? null,
      flags: file.flags,
      ...(file.age === undefined ? {} : { age: file.age }),
    },
  };
  return [accepted, ...contents(it, result), ended(it)];
}

function contents(it: Answered, result: Result): RunEvent[] {
  const { dispatch, seat } = it;
  if (!isSkill(it.skill)) return [];
  switch (SKILL_ANSWERS[it.skill]) {
    case 'findings':
      return [
        ...result.findings.map(
          (finding): RunEvent => ({
            type: 'finding.raised',
            payload: {
              raised: {
                ref: `${dispatch}/${finding.localId}`,
                dispatch,
                seat,
                finding,
                fingerprint: fingerprint(finding.category, finding.evidence[0]?.path ?? '', finding.evidence[0]?.quote ?? finding.title),
                checks: [],
              },
            },
          }),
        ),
        ...result.gaps.map((gap): RunEvent => ({ type: 'gap.raised', payload: { dispatch, seat, gap } })),
      ];
    case 'gaps':
      return result.gaps.map(
        (gap, at): RunEvent => ({
          type: 'gap.raised',
          payload: { dispatch, seat, gap, id: `G-${String(it.gaps + at + 1).padStart(3, '0')}` },
        }),
      );
    case 'verdicts': {
      // Of two verdicts on one thing the later counts.
      const last = new Map(result.verdicts.filter((one) => it.asked.includes(one.finding)).map((one) => [one.finding, one]));
      return [...last.values()].map(
        (verdict): RunEvent => ({
          type: 'verdict.given',
          payload: { dispatch, seat, round: it.round, verdict },
        }),
      );
    }
    case 'narrative':
      return [{ type: 'narrative.given', payload: { dispatch, blocks: checkNarrative(result.narrative, it.known, seat) } }];
    case 'plan': {
      const { plan } = result;
      return plan ? [{ type: 'plan.drafted', payload: { dispatch, seat, pass: it.pass, plan, digest: digestOfJson(plan) } }] : [];
    }
    case 'phases': {
      const { phases = [] } = result;
      return [{ type: 'phases.proposed', payload: { dispatch, seat, digest: digestOfJson(phases), phases } }];
    }
  }
}

const ended = ({ dispatch, seat }: Answered): RunEvent => ({
  type: 'dispatch.ended',
  payload: { dispatch, seat, status: 'completed', reason: 'done', detail: '' },
});

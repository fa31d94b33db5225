// The record of a finished stage, sealed by a digest, and the list of those who build on it. Both are derived from the journal.

import { canonicalJson, digestOfJson } from '../../../runtime/canonical.ts';
import { shownProofs } from './judge-stage.ts';
import { type Executed, isDone, type StageState } from './life/stage-state.ts';

export function carryOf(own: Executed, it: StageState) {
  const { run = '' } = own.planned ?? {};
  const { stage, n, attempt, base, sealed, proposal, proof, state } = it;
  const carry = {
    schema: 'carry@1',
    run,
    plan: own.planned?.plan ?? '',
    stage: stage.id,
    stageNumber: n,
    attempt,
    /** `accepted` was accepted by a person; only `verified` was proved. */
    status: state,
    title: proposal?.title ?? stage.title,
    summary: proposal?.summary ?? '',
    exitContract: stage.exitContract,
    follows: proposal?.follows ?? [],
    base: base?.commit ?? '',
    head: sealed?.head.commit ?? '',
    tree: sealed?.head.tree ?? '',
    files: sealed?.changes.map(({ status, path }) => `${status} ${path}`) ?? [],
    proofs: proof ? shownProofs(proof) : [],
  };
  return { ...carry, seal: digestOfJson(carry) };
}

/** The files of a phase: a carry for each finished stage, and `consumers.jsonl` with a line for each stage that was started or finished. */
export function carryDocuments(own: Executed): { what: string; name: string; text: string }[] {
  if (!own.planned) return [];
  const { run } = own.planned;
  const done = own.stages.filter(isDone);
  const lines = own.stages
    .filter((it) => it.attempt > 0)
    .flatMap((it) => {
      const named = { stage: it.stage.id, stageNumber: it.n, key: `${run}/${it.stage.id}` };
      const begun = { ...named, status: 'started', attempt: it.attempt, source: 'journal' };
      const ended = { ...named, status: 'done', head: it.sealed?.head.commit ?? '', carry: `carry/${it.stage.id}.json`, source: 'journal' };
      return isDone(it) ? [begun, ended] : [begun];
    });
  return [
    ...done.map((it) => ({
      what: `carry of ${it.stage.id}`,
      name: `carry/${it.stage.id}.json`,
      text: canonicalJson(carryOf(own, it)),
    })),
    { what: 'consumers', name: 'consumers.jsonl', text: lines.map((it) => `${canonicalJson(it)}\n`).join('') },
  ];
}

// A plan with the others' comments, how its stages are proved, and the change itself, file by file.

import type { Plan } from '../../../contracts/plan/plan.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { git } from '../../../runtime/workspace/git/git.ts';
import { carriedOut } from '../../../skills/phases/execution/report/sentences.ts';
import { askedTogether } from '../../../skills/phases/plan/report/asked-together.ts';
import { GATE_WORDS, gateLabel } from '../../../skills/phases/plan/report/gate-words.ts';
import { isOwnVote } from '../../../skills/phases/plan/report/standing.ts';
import { validatorText } from '../../../skills/phases/plan/voting/items.ts';
import { dossiers } from '../../../skills/report-writer/facts/dossier.ts';
import { plainDeep } from '../../../skills/wording/plain-text.ts';
import { stateLabel } from '../../../skills/wording/states.ts';
import { VERDICT_WORDS } from '../../../skills/wording/verdicts.ts';
import { isOpenGate } from '../../cli/named/find-gate.ts';
import type { Context } from '../../cli/words/command.ts';
import { type FileChange, parsePatch } from './patch.ts';

export type ChangePage = ReturnType<typeof changePage>;

/** `source` is the run whose plan is carried out: it has the dependencies of the stages. */
export function changePage(view: RunView, source: RunView | undefined) {
  const { plan } = view;
  const told = carriedOut(view);
  return {
    run: view.id,
    seq: view.seq,
    title: view.task.title,
    ended: view.endedAt !== null,
    gates: view.gates.filter(isOpenGate).map(({ gate }) => gate),
    answered: view.gates.filter((it) => it.answer !== null).map(({ gate, answer, comment }) => ({ id: gate.id, answer, comment })),
    plan: plan && {
      digest: plan.digest,
      by: plan.seat,
      pass: plan.pass,
      approved: plan.approved,
      goal: plan.plan.goal,
      recommended: plan.plan.recommended,
      rollback: plan.plan.rollback,
      options: plan.plan.options,
      gate: plan.verification ? { ...GATE_WORDS[plan.verification.gate], label: gateLabel(plan.verification) } : null,
      unchallenged: plan.verification?.unchallenged ?? false,
      ownVote: plan.verification !== null && isOwnVote(plan.verification, plan.seat),
      items: (plan.verification?.items ?? []).map(({ item, state, words }) => ({
        ...item,
        state,
        words: words.map(({ seat, verdict, basis }) => ({ seat, ...VERDICT_WORDS[verdict], basis })),
      })),
      clarifications: askedTogether(plan.verification?.clarifications ?? []),
    },
    stages: stagesOf((plan ?? source?.plan)?.plan),
    carried: told && {
      goal: told.goal,
      stages: told.stages,
      integrated: told.integrated,
    },
    diffs: diffsOf(view).map(({ key, label }) => ({ key, label })),
  };
}

const stagesOf = (plan: Plan | undefined) =>
  (plan?.stages ?? []).map((it) => ({ ...it, validators: it.validators.map((one) => validatorText(one, plan ?? { commands: {} })) }));

export const sourceOf = (view: RunView): string | undefined => carriedOut(view)?.from;

type Diff = { key: string; label: string; gitDir: string; from: string; to: string };

/** The diffs that can be shown: the reviewed change, the work as a whole, and each stage of it. */
function diffsOf(view: RunView): Diff[] {
  const { base } = view;
  const told = carriedOut(view);
  if (!base) return [];
  const { gitDir } = base;
  const reviewed =
    base.kind === 'git' && base.from ? [{ key: 'reviewed', label: base.label, gitDir, from: base.from, to: base.commit }] : [];
  const head = told?.integrated?.head;
  const whole = told && head ? [{ key: 'whole', label: 'All stages together', gitDir: told.gitDir, from: base.commit, to: head }] : [];
  const stages = (told?.stages ?? []).flatMap(({ id, title, base: from, head: to }) =>
    from && to && told ? [{ key: `stage-${id}`, label: `Stage ${id}: ${title}`, gitDir: told.gitDir, from, to }] : [],
  );
  return [...whole, ...stages, ...reviewed];
}

export type DiffPage = { key: string; label: string; files: FileChange[]; cut: boolean; beside: Beside[] };
/** A finding at a line of the new version. */
export type Beside = { id: string; title: string; severity: string; label: string; path: string; line: number };

const MOST_BYTES = 4 * 1024 * 1024;
const PATCH = [
  'diff-tree',
  '-r',
  '-p',
  '-M',
  '--unified=4',
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '--src-prefix=a/',
  '--dst-prefix=b/',
  '--end-of-options',
];

export async function diffPage(view: RunView, key: string | undefined, { hide }: Context): Promise<DiffPage | null> {
  const all = diffsOf(view);
  const one = all.find((it) => it.key === key) ?? (key === undefined ? all[0] : undefined);
  if (!one) return null;
  const { stdout } = await git({ gitDir: one.gitDir }, [...PATCH, one.from, one.to], {
    env: { GIT_INDEX_FILE: `${one.gitDir}/no-such-index` },
    maxBytes: 64 * 1024 * 1024,
  });
  const cut = stdout.length > MOST_BYTES;
  const text = hide(stdout.subarray(0, MOST_BYTES).toString('utf8'));
  return plainDeep({ key: one.key, label: one.label, files: parsePatch(text), cut, beside: one.key === 'reviewed' ? besideOf(view) : [] });
}

function besideOf(view: RunView): Beside[] {
  return dossiers(view).flatMap(({ finding: { id, title, severity, state, claimed, path, line } }) =>
    state === 'merged' || path === undefined || line === undefined
      ? []
      : [{ id, title, severity, label: stateLabel({ state, claimed }), path, line }],
  );
}

// The built-in verifier: compares each item of a plan with the tree and with the rest of the plan. It agrees if everything that can
// be looked up is right, and abstains where only judgement could tell.

import { cut } from '../../../contracts/cut.ts';
import type { Evidence, Verdict } from '../../../contracts/findings/finding.ts';
import type { Plan, Stage, ValidatorSpec } from '../../../contracts/plan/plan.ts';
import type { PlanItem } from '../../../contracts/plan/plan-verification.ts';
import { pathTest } from '../../../runtime/globs.ts';
import { checkPlan } from '../../../validators/plan/check-plan.ts';
import type { PlanFault } from '../../../validators/plan/fault.ts';
import { overlaps } from '../../../validators/plan/overlap.ts';
import { commandsOf } from '../planner/commands.ts';
import { listed } from '../report-writer/wording.ts';
import type { Repository } from '../rule.ts';
import { knownCommand } from './commands.ts';
import { lookUp, mentions } from './files.ts';

type Word = Pick<Verdict, 'verdict' | 'basis' | 'evidence'>;
type VerifierInputs = { repo: Repository; plan: Plan; faults: readonly PlanFault[] };

export async function judgePlan(
  repo: Repository,
  plan: Plan,
  items: readonly PlanItem[],
  onItem: (item: PlanItem, index: number) => void,
): Promise<Verdict[]> {
  const project = await commandsOf(repo);
  const look = { repo, plan: { ...plan, commands: { ...project, ...plan.commands } }, faults: checkPlan(plan, [], Object.keys(project)) };
  const verdicts: Verdict[] = [];
  for (const [index, item] of items.entries()) {
    onItem(item, index);
    const { verdict, basis, evidence } = await judge(look, item);
    verdicts.push({
      finding: item.id,
      verdict,
      basis: cut(basis, 8000),
      ...(evidence?.length ? { evidence: evidence.slice(0, 5) } : {}),
    });
  }
  return verdicts;
}

async function judge(look: VerifierInputs, { id, kind }: PlanItem): Promise<Word> {
  const [n = 0, m = 0] = (/-(\d+)(?:\.(\d+))?$/.exec(id) ?? []).slice(1).map((it) => Number(it ?? 0) - 1);
  const stage = look.plan.stages[n];
  switch (kind) {
    case 'option':
      return option(look.plan, n);
    case 'rollback':
      return rollback(look.plan);
    case 'requirement':
      return requirement(look, n);
    case 'validation':
      return stage === undefined ? whole(look) : validation(look, stage, n);
    case 'stage':
      return stage === undefined ? unknownItem : stageWord(look, stage, n);
    case 'step':
      return stage === undefined ? unknownItem : step(look, stage, n, m);
    case 'dependency':
      return stage === undefined ? unknownItem : dependency(look, stage, n);
  }
}

const unknownItem: Word = { verdict: 'ABSTAIN', basis: 'The plan has no such item.' };

const no = (basis: string): Word => ({ verdict: 'DISAGREE', basis });
const yes = (basis: string, evidence: Evidence[] = []): Word => ({ verdict: 'AGREE', basis, evidence });
const cannotTell = (basis: string): Word => ({ verdict: 'ABSTAIN', basis });

function option({ options }: Plan, n: number): Word {
  const it = options[n];
  if (it === undefined) return unknownItem;
  if (it.pros.length === 0 || it.cons.length === 0)
    return no(`Read the option: it has no argument ${it.pros.length === 0 ? 'for' : 'against'} it, so nothing was weighed.`);
  return cannotTell('Both sides are named. A rule cannot decide which way is better.');
}

function rollback({ rollback: text, stages }: Plan): Word {
  if (text.trim() === '') return no('The plan does not say how to undo it.');
  if (!/\b(revert|reset|restore|undo|roll)/i.test(text)) return cannotTell('It names no way that a program can recognise.');
  return yes(
    `Read all ${stages.length} stages: each names only files of the repository, which git can restore. What commands do outside the repository was not checked.`,
  );
}

function requirement({ plan }: VerifierInputs, n: number): Word {
  const it = plan.requirementCoverage[n];
  if (it === undefined) return unknownItem;
  const by = it.stages.map((id) => plan.stages.find((stage) => stage.id === id));
  if (by.length === 0) return no('No stage is named for it.');
  if (by.includes(undefined)) return no(`One of ${listed(it.stages)} is not a stage of this plan.`);
  const telling = by.filter((stage) => stage !== undefined && JSON.stringify(stage).includes(it.requirement));
  return telling.length > 0
    ? yes(`Searched the stages for “${it.requirement}”: ${listed(telling.map((stage) => stage?.id ?? ''))} works on it by name.`)
    : cannotTell('The stages that are named exist; a rule cannot tell whether they meet it, because they do not name it.');
}

function stageWord({ repo, faults }: VerifierInputs, stage: Stage, n: number): Word {
  const own = faults.filter(
    (it) => it.at === `stages.${n}` || (it.at.startsWith(`stages.${n}.`) && !/\.(steps|validators|dependsOn)\b/.test(it.at)),
  );
  if (own.length > 0) return no(`The form was checked: ${said(own)}`);
  const named = stage.files.filter((it) => !it.startsWith('!')).map((glob) => lookUp(repo, glob));
  // A folder that the stage makes: it names a file in it, to write or as its proof.
  const made = [
    ...named.filter((it) => it.state === 'new').map((it) => it.glob),
    ...stage.validators.flatMap((it) => (it.kind === 'artifact-exists' ? [it.path] : [])),
  ];
  const nowhere = named.filter((it) => it.state === 'nowhere' && !made.some(pathTest([it.glob])));
  if (nowhere.length > 0) {
    const one = nowhere.length === 1;
    return no(
      `Looked the files up in the tree: ${listed(nowhere.map((it) => it.glob))} ${one ? 'matches' : 'match'} nothing, and ${one ? 'its folder does' : 'their folders do'} not exist. If the stage makes ${one ? 'it' : 'them'}, its \`files\` should name a new file there.`,
    );
  }
  const there = named.filter((it) => it.state === 'there');
  if (there.length === 0) return cannotTell('Every file that it names would be new, so the tree cannot confirm it.');
  const fresh = named.filter((it) => it.state !== 'there').map((it) => it.glob);
  return yes(
    `Looked the files up in the tree: ${there.length} of ${named.length} exist${fresh.length > 0 ? `, ${listed(fresh)} would be new` : ''}. Whether its goal is right was not judged.`,
    there.slice(0, 5).flatMap(({ file }) => (file === undefined ? [] : [{ path: file }])),
  );
}

async function step({ repo, faults }: VerifierInputs, stage: Stage, n: number, m: number): Promise<Word> {
  const own = faults.filter((it) => it.at.startsWith(`stages.${n}.steps.${m}.`) || it.at === `stages.${n}.steps`);
  const it = stage.steps[m];
  if (it === undefined) return unknownItem;
  if (own.length > 0) return no(`The form was checked: ${said(own)}`);
  const named = await mentions(repo, `${it.action}\n${it.detail}`, pathTest(stage.files));
  const wrong = named.flatMap(({ problem }) => (problem === undefined ? [] : [problem]));
  if (wrong.length > 0) return no(`Looked up what it names: ${listed(wrong)}.`);
  if (named.length === 0) return cannotTell('It names no place of this tree that could be looked up.');
  return yes(
    `Looked up what it names: ${listed(named.map(({ path, line }) => (line === undefined ? path : `${path}:${line}`)))} ${named.length === 1 ? 'is' : 'are'} there. Whether the step does what it says was not judged.`,
    named.map(({ path, line }) => ({ path, ...(line === undefined ? {} : { line }) })),
  );
}

function dependency({ plan, faults }: VerifierInputs, stage: Stage, n: number): Word {
  const own = faults.filter((it) => it.at.startsWith(`stages.${n}.dependsOn`));
  const circle = faults.find((it) => it.rule === 'acyclic' && it.says.includes(stage.id));
  if (own.length > 0 || circle) return no(`Followed the order: ${said(circle ? [circle] : own)}`);
  const before = plan.stages.filter(({ id }) => stage.dependsOn.includes(id));
  const shared = before.filter(({ files }) => overlaps([files, stage.files], () => true).length > 0).map(({ id }) => id);
  return shared.length > 0
    ? yes(
        `Compared the files: ${stage.id} and ${listed(shared)} touch the same ones, so one must wait for the other. The order has no circle.`,
      )
    : cannotTell(`The order has no circle, and the stages exist. They share no file, so a rule cannot tell whether ${stage.id} must wait.`);
}

async function validation(look: VerifierInputs, stage: Stage, n: number): Promise<Word> {
  const own = look.faults.filter((it) => it.at.startsWith(`stages.${n}.validators`) || it.at === `stages.${n}.acceptance`);
  if (own.length > 0) return no(`The form was checked: ${said(own)}`);
  return together(await Promise.all(stage.validators.map((it) => proof(look, it, stage.files))));
}

async function whole(look: VerifierInputs): Promise<Word> {
  const own = look.faults.filter((it) => it.at.startsWith('acceptance.'));
  if (own.length > 0) return no(`The form was checked: ${said(own)}`);
  const files = look.plan.stages.flatMap((it) => it.files);
  return together(await Promise.all(look.plan.acceptance.map(({ validator }) => proof(look, validator, files))));
}

type Proof = { there: boolean | 'unknown'; why: string };

/** Whether a validator could pass at all if the stage keeps to its files. */
async function proof({ repo, plan }: VerifierInputs, validator: ValidatorSpec, files: readonly string[]): Promise<Proof> {
  switch (validator.kind) {
    case 'build-pass':
    case 'test-pass':
    case 'command-pass': {
      const argv = Object.hasOwn(plan.commands, validator.command) ? plan.commands[validator.command] : undefined;
      if (argv === undefined) return { there: 'unknown', why: `“${validator.command}” is a command of the project` };
      return knownCommand(
        repo,
        argv,
        plan.stages.flatMap((it) => it.files),
      );
    }
    case 'file-changed':
      return overlaps([files, validator.globs], () => true).length > 0
        ? { there: true, why: `a change of ${listed(validator.globs, 4)} is within its files` }
        : { there: false, why: `${listed(validator.globs, 4)} is not among the files that it touches, so it can never pass` };
    case 'artifact-exists':
      return pathTest(files)(validator.path)
        ? { there: true, why: `${validator.path} is among its files` }
        : { there: false, why: `${validator.path} is not among the files that it touches, so it can never pass` };
    case 'approval':
      return { there: 'unknown', why: 'a person is asked' };
  }
}

function together(proofs: readonly Proof[]): Word {
  const wrong = proofs.filter((it) => it.there === false);
  if (wrong.length > 0) return no(`Looked up how it is proved: ${wrong.map(({ why }) => why).join('; ')}.`);
  const why = proofs.map((it) => it.why).join('; ');
  return proofs.some((it) => it.there === true)
    ? yes(`Looked up how it is proved: ${why}. Whether that proves enough was not judged.`)
    : cannotTell(`Its proofs cannot be looked up: ${why}.`);
}

const said = (faults: readonly PlanFault[]): string =>
  faults
    .slice(0, 5)
    .map(({ at, says }) => `${at} ${says}`)
    .join('; ');

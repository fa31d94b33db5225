// Checks the stages of a plan that a run carried out: each follows its lifecycle, a verified stage has a proof with the same
// outcome when it is judged again, its commits are in the repository of the home, and nothing is left behind.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type Fields, fieldsOf, type Json, listOf, textOf } from './canonical.ts';
import { isPruned } from './event-order.ts';
import { jsonIn, namesIn, type Say, textAt } from './findings.ts';
import type { Fact, Journal } from './journal.ts';

const OPEN = ['rejected', 'unproved', 'unavailable', 'interrupted'];
/** The states in which an event may occur, and the state that it leads to; undefined if the state stays the same. */
const LIFE: Readonly<Record<string, { from: readonly string[]; to?: string }>> = {
  'stage.claimed': { from: ['pending', ...OPEN], to: 'claimed' },
  'stage.replayed': { from: ['pending'], to: 'verifying' },
  'stage.prepared': { from: ['claimed'], to: 'working' },
  'stage.sealed': { from: ['proposed'], to: 'verifying' },
  'stage.proved': { from: ['verifying'] },
  'stage.accepted': { from: ['unproved'], to: 'accepted' },
  'stage.left': { from: OPEN },
  'stage.unreachable': { from: ['pending'], to: 'unreachable' },
};
const SETTLED_FROM: Readonly<Record<string, readonly string[]>> = {
  verified: ['verifying'],
  unproved: ['verifying'],
  rejected: ['working', 'verifying'],
  unavailable: ['claimed', 'proposed', 'verifying'],
  interrupted: ['claimed', 'working', 'proposed', 'verifying'],
};
const DONE: ReadonlySet<string> = new Set(['verified', 'accepted']);
const BUSY: ReadonlySet<string> = new Set(['claimed', 'working', 'proposed', 'verifying']);

type Stage = {
  id: string;
  state: string;
  attempt: number;
  dispatch: string;
  head: Fields;
  proof: Fields | undefined;
  there: boolean;
  plan: Fields;
};

export function checkStages(root: string, run: string, facts: readonly Fact[], say: Say): void {
  const planned = facts.find(({ type }) => type === 'stages.planned');
  const stages = new Map<string, Stage>();
  const gitDir = textOf(planned?.payload.gitDir);
  for (const fact of facts) follow(fact, { run, stages, gitDir, facts }, say);
  const ended = facts.some(({ type }) => type === 'run.ended');
  for (const { id, state } of stages.values())
    if (ended && BUSY.has(state)) say(`${run}: the stage ${id} is ${state}, and its run has ended`);
  checkLeft(root, run, ended, say);
}

type About = { run: string; stages: Map<string, Stage>; gitDir: string; facts: readonly Fact[] };

function follow({ type, payload, seq }: Fact, about: About, say: Say): void {
  const { run, stages } = about;
  const place = `${run}: the stage ${textOf(payload.stage)} (event ${seq})`;
  const begin = (plan: Json, state: string): void => {
    const id = textOf(fieldsOf(plan).id);
    stages.set(id, { id, state, attempt: 0, dispatch: '', head: {}, proof: undefined, there: false, plan: fieldsOf(plan) });
  };
  const it = stages.get(textOf(payload.stage));
  switch (type) {
    case 'stages.planned': {
      const skipped = listOf(payload.skipped);
      for (const stage of listOf(payload.stages)) begin(stage, skipped.includes(fieldsOf(stage).id ?? '') ? 'skipped' : 'pending');
      return;
    }
    case 'stage.appended':
      begin(payload.stage ?? {}, 'pending');
      return;
    // Another dispatch goes on where one had asked something.
    case 'dispatch.prepared':
      for (const one of stages.values())
        if (one.dispatch !== '' && one.dispatch === payload.supersedes) one.dispatch = textOf(payload.dispatch);
      return;
    case 'stage.proposed': {
      const asked = [...stages.values()].find(({ dispatch }) => dispatch === payload.dispatch);
      if (asked?.state !== 'working') say(`${run}: ${textOf(payload.dispatch)} proposes (event ${seq}), and works on no stage`);
      else asked.state = 'proposed';
      return;
    }
    case 'stage.ruled': {
      const action = fieldsOf(payload.action);
      if (!it) return;
      const opensWay = action.do === 'skip' ? action.dependents === 'go-on' : action.do !== 'abort' && action.do !== 'escalate';
      for (const one of stages.values()) if (opensWay && one.state === 'unreachable') one.state = 'pending';
      if (action.do === 'skip') it.state = 'skipped';
      if (action.do === 'amend-scope') it.plan = { ...it.plan, files: [...listOf(it.plan.files), ...listOf(action.files)] };
      if (action.do !== 'decompose') return;
      it.state = 'superseded';
      for (const child of listOf(action.stages)) begin(child, 'pending');
      return;
    }
    case 'stage.settled':
      if (it) settle(it, payload, place, about, say);
      return;
    case 'union.started':
      for (const id of listOf(payload.stages))
        if (!DONE.has(stages.get(textOf(id))?.state ?? ''))
          say(`${run}: union ${String(payload.n)} has the stage ${textOf(id)}, which is ${stages.get(textOf(id))?.state ?? 'unknown'}`);
      return;
    default:
  }
  const rule = LIFE[type];
  if (!rule) return;
  if (!it) {
    say(`${place} is in no plan`);
    return;
  }
  if (!rule.from.includes(it.state)) say(`${place}: ${type} while it is ${it.state}`);
  if (type === 'stage.claimed' || type === 'stage.replayed') {
    if (payload.attempt !== it.attempt + 1) say(`${place}: attempt ${String(payload.attempt)} follows attempt ${it.attempt}`);
    Object.assign(it, { attempt: Number(payload.attempt), dispatch: '', proof: undefined, there: payload.there === true, head: {} });
  }
  if (type === 'stage.prepared') it.dispatch = textOf(payload.dispatch);
  if (type === 'stage.sealed') checkRest(it, seq, about, say);
  if (type === 'stage.sealed' || type === 'stage.replayed') it.head = fieldsOf(payload.head);
  if (type === 'stage.proved') it.proof = fieldsOf(payload.proof);
  if (rule.to !== undefined) it.state = rule.to;
}

/** A workplace whose work is committed must have no process in it. */
function checkRest({ id, dispatch }: Stage, seq: number, { run, facts }: About, say: Say): void {
  const before = facts.filter((it) => it.seq < seq && it.payload.dispatch === dispatch);
  const count = (type: string): number => before.filter((it) => it.type === type).length;
  if (dispatch !== '' && count('attempt.starting') > count('attempt.ended'))
    say(`${run}: the stage ${id} was committed (event ${seq}) while its executor lived`);
}

function settle(it: Stage, payload: Fields, place: string, about: About, say: Say): void {
  const as = textOf(payload.as);
  if (!(SETTLED_FROM[as] ?? []).includes(it.state)) say(`${place}: settled as ${as} while it is ${it.state}`);
  it.state = as;
  if (as === 'verified') checkVerified(it, place, about, say);
}

function checkVerified({ head, proof, plan, there }: Stage, place: string, { gitDir }: About, say: Say): void {
  if (!proof) {
    say(`${place} is verified without a proof`);
    return;
  }
  const proved = fieldsOf(proof.head);
  if (proved.commit !== head.commit) say(`${place} has the proof of ${textOf(proved.commit)}, and its commit is ${textOf(head.commit)}`);
  for (const [name, snapshot] of [['head', proved] as const, ['base', fieldsOf(proof.base)] as const]) {
    const tree = treeOf(gitDir, textOf(snapshot.commit));
    if (tree === undefined) say(`${place}: its ${name} ${textOf(snapshot.commit)} is not in the repository of the home`);
    else if (tree !== snapshot.tree) say(`${place}: its ${name} has another tree than was proved`);
  }
  const validators = listOf(proof.validators).map(fieldsOf);
  const wanted = listOf(plan.validators).length;
  if (validators.length !== wanted) say(`${place}: ${validators.length} of ${wanted} validators were examined`);
  const red = validators.find((one) => one.kind === 'command' && !passes(one.head));
  if (red) say(`${place} is verified, and ${JSON.stringify(red.argv)} does not pass on its head`);
  const exempt = textOf(plan.tddExemption).trim() !== '';
  // What an earlier run did and the base has already cannot be red without it.
  if (!exempt && !there && !validators.some((one) => proves(one, fieldsOf(proof.tests))))
    say(`${place} is verified, and nothing proves it`);
  const named = new Set(listOf(plan.files));
  const judges = listOf(proof.judges).filter((path) => !named.has(path));
  if (judges.length > 0) say(`${place} is verified, and has changed what judges it: ${judges.join(', ')}`);
}

const passes = (ran: Json | undefined): boolean => fieldsOf(ran).kind === 'exited' && fieldsOf(ran).code === 0;
const fails = (ran: Json | undefined): boolean => fieldsOf(ran).kind === 'exited' && fieldsOf(ran).code !== 0;

/** Red without the work and green with it, both twice; where the tests were changed, red with the tests alone. */
function proves(it: Fields, tests: Fields): boolean {
  const again = fieldsOf(it.again);
  if (it.kind !== 'command' || !passes(it.head) || !passes(again.green) || !fails(again.red)) return false;
  return tests.tree === undefined ? fails(it.base) : fails(it.tests);
}

function treeOf(gitDir: string, commit: string): string | undefined {
  try {
    const args = [`--git-dir=${gitDir}`, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${commit}^{tree}`];
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

/** Every place of a stage is removed, and with it every place of a proof. */
function checkLeft(root: string, run: string, ended: boolean, say: Say): void {
  if (!ended) return;
  const places = namesIn(join(root, 'runs', run, 'stages'));
  if (places.length > 0) say(`${run}: workplaces of stages were left behind: ${places.join(', ')}`);
  const proofs = namesIn(join(root, 'proofs')).filter((name) => name.startsWith(`${run}.c`));
  if (proofs.length > 0) say(`${run}: places of proofs were left behind: ${proofs.join(', ')}`);
}

const CHECK = /^(r-[a-z2-7]{6,26})\.c([1-9]\d*)\.([1-9]\d*)$/;
/** Work that is applied to a branch that has moved is proved under a time instead of an event's number. */
const A_TIME = 1_000_000_000_000;
/** The events that begin a step in which commands run; the step has the number of its event. */
const STEPS: ReadonlySet<string> = new Set(['stage.claimed', 'stage.replayed', 'stage.sealed', 'union.started', 'union.proved']);

/** Every command that was run to prove something belongs to a step of its run, and has an end. */
export function checkChecks(root: string, { streams }: Journal, say: Say): void {
  for (const key of namesIn(join(root, 'sessions'))) {
    const [, run = '', number = ''] = CHECK.exec(key) ?? [];
    if (run === '') continue;
    const facts = streams.get(`run/${run}`) ?? [];
    if (isPruned(facts)) continue;
    const stages = facts.some(({ type }) => type === 'stages.planned');
    const step = facts.find(({ seq }) => seq === Number(number));
    if (facts.length === 0) say(`check ${key}: its run is not in the journal`);
    else if (stages && Number(number) < A_TIME && !STEPS.has(step?.type ?? '')) say(`check ${key}: belongs to no step of its run`);
    const { at, end } = fieldsOf(jsonIn(textAt(join(root, 'sessions', key, 'ended.json')) ?? ''));
    if (textOf(at) === '') say(`check ${key}: has no end`);
    else if (fieldsOf(end).gone !== true) say(`check ${key}: ended, and its processes were not all gone`);
  }
}

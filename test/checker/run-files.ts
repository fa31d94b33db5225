// Checks the files in the folder of a run: task, prompts, report, sealed manifest and state. Each must be what the journal says was
// written.

import { basename, join } from 'node:path';
import { canonical, type Fields, fieldsOf, isFields, type Json, listOf, sha256, textOf } from './canonical.ts';
import { checkFindingStates } from './finding-states.ts';
import { digestAt, isDraft, jsonIn, namesIn, type Say, textAt } from './findings.ts';
import type { Fact } from './journal.ts';
import { objectIn } from './store.ts';

/** Of its own worker, or taken over from an earlier run. */
const ANSWERS: ReadonlySet<string> = new Set(['result.accepted', 'dispatch.reused']);

export function checkRunFiles(roots: readonly string[], run: string, facts: readonly Fact[], say: Say): void {
  const folder = join(roots[0] ?? '', 'runs', run);
  const same = (path: string, digest: Json | undefined, what: string) => {
    const all = roots.map((it) => digestAt(join(it, 'runs', run, path)));
    const found = all.includes(textOf(digest)) ? digest : all.find((it) => it !== undefined);
    if (found === undefined) say(`${run}: ${what} (${path}) is missing`);
    else if (found !== digest) say(`${run}: ${what} (${path}) is not what the journal says`);
  };

  if (facts.some(({ type }) => type === 'base.captured')) same('task.md', facts[0]?.payload.text, 'the task');
  for (const { type, payload } of facts) {
    if (type === 'prompt.written') same(join('prompts', basename(textOf(payload.path))), payload.digest, 'a prompt');
  }
  const composed = facts.findLast(({ type }) => type === 'report.composed' || type === 'report.completed')?.payload;
  if (composed) {
    same('report/report.json', composed.json, 'the report');
    same('report/report.md', composed.markdown, 'the report');
    same('report/report.html', composed.html, 'the report');
    checkReport(folder, run, facts, say);
  }
  checkManifest(roots, run, facts, say);
  checkCopy(folder, run, facts, say);
  checkState(folder, run, facts, say);
  checkTranscripts(folder, run, say);
  const left = namesIn(join(folder, 'workplaces'));
  if (left.length > 0) say(`${run}: checkouts were left behind: ${left.join(', ')}`);
}

/** Every finding that was raised is in the report, once. */
function checkReport(folder: string, run: string, facts: readonly Fact[], say: Say): void {
  const report = jsonIn(textAt(join(folder, 'report', 'report.json')) ?? '');
  if (!isFields(report)) {
    say(`${run}: report.json is no JSON object`);
    return;
  }
  const view = fieldsOf(report.run);
  const refs = (list: readonly Json[]) => list.map((it) => textOf(fieldsOf(it).ref)).sort();
  // What was done again counts no more.
  const replaced = new Set(facts.flatMap(({ type, payload }) => (type === 'dispatch.prepared' ? [payload.supersedes] : [])));
  const found = facts.flatMap(({ type, payload }) => (type === 'finding.raised' ? [payload.raised ?? null] : []));
  const raised = refs(found.filter((it) => !replaced.has(fieldsOf(it).dispatch)));
  if (canonical(refs(listOf(view.raised))) !== canonical(raised)) say(`${run}: report.json has not the findings that were raised`);
  if (report.stub === true || facts.every(({ type }) => type !== 'convergence.grouped')) return;
  checkFindingStates(run, view, say);
  const origins = listOf(view.findings).flatMap((it) => listOf(fieldsOf(it).origins).map(textOf));
  if (new Set(origins).size !== origins.length) say(`${run}: report.json has a finding twice`);
}

function checkManifest(roots: readonly string[], run: string, facts: readonly Fact[], say: Say): void {
  const end = facts.find(({ type }) => type === 'run.ended');
  if (!end) return;
  const [root = ''] = roots;
  const manifest = jsonIn(textAt(join(root, 'runs', run, 'manifest.json')) ?? '');
  if (!isFields(manifest)) {
    say(`${run}: manifest.json is missing or no JSON object`);
    return;
  }
  const { seal, ...unsealed } = manifest;
  if (sha256(canonical(unsealed)) !== seal) say(`${run}: the seal of manifest.json is broken`);
  for (const key of ['outcome', 'reason', 'degraded'])
    if (manifest[key] !== end.payload[key])
      say(`${run}: manifest.json says ${key} ${String(manifest[key])}, the journal ${String(end.payload[key])}`);
  const { seq, digest, stream } = fieldsOf(manifest.journal);
  if (manifest.run !== run || stream !== end.stream || seq !== end.seq || digest !== end.digest)
    say(`${run}: manifest.json was sealed over another journal`);
  const outputs = listOf(manifest.outputs).map(fieldsOf);
  if (outputs.length < 3) say(`${run}: manifest.json names ${outputs.length} outputs`);
  for (const it of outputs) {
    const path = textOf(it.name).includes('/') ? textOf(it.name) : join('report', textOf(it.name));
    if (digestAt(join(root, 'runs', run, path)) !== it.digest) say(`${run}: manifest.json has another ${textOf(it.name)}`);
  }
  const object = (it: Json | undefined) => {
    const bytes = objectIn(roots, textOf(it));
    return bytes !== undefined && sha256(bytes) === it;
  };
  if (!object(fieldsOf(manifest.task).digest)) say(`${run}: manifest.json names a task that is not among the objects`);
  for (const it of listOf(manifest.dispatches).map(fieldsOf)) {
    const id = textOf(it.id);
    const result = fieldsOf(it.result).digest;
    const accepted = facts.find(({ type, payload }) => ANSWERS.has(type) && payload.dispatch === id)?.payload.digest;
    if (result !== accepted) say(`${run}: manifest.json has another result of ${id} than the journal`);
    if (result !== undefined && !object(result)) say(`${run}: manifest.json names a result of ${id} that is not among the objects`);
    const prompt = fieldsOf(it.prompt);
    const prompts = roots.map((it) => digestAt(join(it, 'runs', run, 'prompts', basename(textOf(prompt.path)))));
    if (prompt.path !== undefined && !prompts.includes(textOf(prompt.digest))) say(`${run}: manifest.json has another prompt of ${id}`);
  }
}

/** `journal.jsonl`: the whole journal once more, from which a lost ledger can be made again. */
function checkCopy(folder: string, run: string, facts: readonly Fact[], say: Say): void {
  const text = textAt(join(folder, 'journal.jsonl'));
  if (text === undefined) {
    say(`${run}: journal.jsonl is missing`);
    return;
  }
  const copied = text
    .split('\n')
    .slice(0, -1)
    .map((line) => fieldsOf(jsonIn(line)));
  const same = copied.length === facts.length && facts.every((it, index) => copied[index]?.digest === it.digest && isWhole(copied[index]));
  if (!same || !text.endsWith('\n')) say(`${run}: journal.jsonl is not the journal (${copied.length} of ${facts.length} events)`);
}

function isWhole(event: Fields): boolean {
  const { digest, ...body } = event;
  return sha256(canonical(body)) === digest;
}

/** Each phase has its own folder in `state/`, named by its key. */
function checkState(folder: string, run: string, facts: readonly Fact[], say: Say): void {
  const papers = namesIn(join(folder, 'state')).flatMap((name) =>
    name.endsWith('.json') ? [name] : namesIn(join(folder, 'state', name)).map((inner) => `${name}/${inner}`),
  );
  for (const name of papers) {
    if (name.endsWith('.json') && !isDraft(name) && jsonIn(textAt(join(folder, 'state', name)) ?? '') === undefined)
      say(`${run}: state/${name} is no JSON`);
  }
  const phases = new Set(facts.flatMap(({ payload }) => (typeof payload.phase === 'string' ? [payload.phase] : [])));
  for (const phase of phases) {
    const begun = facts.findLastIndex(({ type, payload }) => type === 'phase.started' && payload.phase === phase);
    const own = facts.slice(begun + 1).filter(({ payload }) => payload.phase === phase);
    checkPlan(folder, run, phase, own, say);
    checkExamination(folder, run, phase, own, say);
  }
}

function checkPlan(folder: string, run: string, phase: string, own: readonly Fact[], say: Say): void {
  const plan = own.findLast(({ type }) => type === 'plan.drafted')?.payload.digest;
  if (plan !== undefined && digestAt(join(folder, 'state', phase, 'plan.json')) !== plan)
    say(`${run}: state/${phase}/plan.json is not the plan that was drafted last`);
}

function checkExamination(folder: string, run: string, phase: string, own: readonly Fact[], say: Say): void {
  const settled = own.filter(({ type }) => type === 'finding.settled').map(({ payload }) => payload);
  const ended = own.findLast(({ type }) => type === 'convergence.ended')?.payload.reason;
  if (settled.length === 0 && ended === undefined) return;
  const place = `state/${phase}/convergence.json`;
  const convergence = fieldsOf(jsonIn(textAt(join(folder, 'state', phase, 'convergence.json')) ?? ''));
  if (convergence.ended !== ended) say(`${run}: ${place} ended ${String(convergence.ended)}, the journal says ${String(ended)}`);
  const states = new Map(listOf(convergence.findings).map((it) => [fieldsOf(it).id, fieldsOf(it).state]));
  for (const { finding, state } of new Map(settled.map((it) => [it.finding, it])).values()) {
    if (states.get(finding) !== state)
      say(`${run}: ${textOf(finding)} is ${String(states.get(finding))} in ${place} and ${textOf(state)} in the journal`);
  }
}

/** asciicast v2: a header and then one array a line, none of them torn. */
function checkTranscripts(folder: string, run: string, say: Say): void {
  for (const name of namesIn(join(folder, 'transcripts'))) {
    const text = textAt(join(folder, 'transcripts', name)) ?? '';
    const torn = text
      .split('\n')
      .slice(0, -1)
      .findIndex((line) => jsonIn(line) === undefined);
    if (torn >= 0 || !text.endsWith('\n'))
      say(`${run}: transcripts/${name} is torn at line ${torn >= 0 ? torn + 1 : text.split('\n').length}`);
  }
}

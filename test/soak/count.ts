// Checks that everything that was submitted has the right outcome. It counts files on the disk and does not ask the program.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fieldsOf, listOf, sha256, textOf } from '../checker/canonical.ts';
import { namesIn } from '../checker/findings.ts';
import { type Fact, readJournal } from '../checker/journal.ts';
import { isSteady } from './submissions.ts';

export type Given = {
  drops: { name: string; text: string; valid: boolean }[];
  /** The id chosen by the submitter, and the outcome. */
  submitted: { run: string; text: string; valid: boolean; answer: string | undefined }[];
  /** If it is unknown whether a note was accepted (`taken` is undefined), it may be there once. */
  notes: { run: string; text: string; taken: boolean | undefined }[];
  /** Gate → the name of the file that answered it. */
  answers: Map<string, string>;
  hostKills: number;
};

export type Counted = {
  runs: number;
  reports: number;
  accepted: number;
  rejected: number;
  outcomes: Record<string, number>;
  /** Of plans that were carried out: attempts of their stages, and how many of those were verified. */
  attempts: number;
  verified: number;
  differences: string[];
};

/** In the homes of all who lead, of which each has the whole journal. */
export function countUp(roots: readonly string[], given: Given): Counted {
  const differences: string[] = [];
  const { streams } = readJournal(join(roots[0] ?? '', 'ledger.db'), (line) => differences.push(line));
  const runs = [...streams].flatMap(([stream, facts]) => (stream === 'house' ? [] : [{ run: stream.slice('run/'.length), facts }]));
  const shelved = (shelf: 'accepted' | 'rejected') =>
    roots.flatMap((root) => namesIn(join(root, 'inbox', shelf)).map((name) => ({ shelf, name, path: join(root, 'inbox', shelf, name) })));
  const onAccepted = shelved('accepted');
  const onRejected = shelved('rejected').filter(({ name }) => !name.startsWith('.') && !name.endsWith('.error.txt'));
  const [accepted, rejected] = [onAccepted.map((it) => it.name), onRejected.map((it) => it.name)];

  for (const { name, text, valid } of given.drops) {
    const places = [
      ...onAccepted.filter((it) => it.name.slice(it.name.indexOf('.') + 1) === name),
      ...onRejected.filter((it) => it.name === name),
    ];
    const [place] = places;
    if (!place || places.length !== 1 || place.shelf !== (valid ? 'accepted' : 'rejected'))
      differences.push(`drop ${name} lies at [${places.map((it) => it.path).join(', ')}]`);
    else if (readFileSync(place.path, 'utf8') !== text) differences.push(`drop ${name} is not what was dropped`);
  }

  /** Content → how often it was given. */
  const wanted = new Map<string, number>();
  for (const { text, valid } of [...given.drops, ...given.submitted]) {
    if (valid) wanted.set(sha256(text), (wanted.get(sha256(text)) ?? 0) + 1);
  }
  for (const [digest, times] of wanted) {
    const made = runs.filter(({ facts }) => facts[0]?.payload.text === digest).map(({ run }) => run);
    if (made.length < 1 || made.length > times)
      differences.push(`a task given ${times} times became ${made.length} runs: ${made.join(', ')}`);
  }
  for (const { run, facts } of runs) {
    if (!wanted.has(textOf(facts[0]?.payload.text))) differences.push(`${run} is of a task that nobody gave`);
  }
  for (const { run, valid, answer } of given.submitted) {
    if (answer === undefined) differences.push(`the submission of ${run} was never answered`);
    else if (valid ? !streams.has(`run/${answer}`) : answer !== 'refused')
      differences.push(`the submission of ${run} was answered ${answer}`);
  }
  for (const [gate, name] of given.answers) {
    const places = [...accepted, ...rejected].filter((it) => it === name);
    if (places.length !== 1) differences.push(`the answer ${name} lies in ${places.length} places`);
    const there = (streams.get(`run/${gate.split('.')[0]}`) ?? []).filter(
      (it) => it.type === 'gate.answered' && it.payload.gate === gate,
    ).length;
    if (there !== (accepted.includes(name) ? 1 : 0)) differences.push(`${gate} was answered ${there} times`);
  }
  for (const { run, text, taken } of given.notes) {
    const there = (streams.get(`run/${run}`) ?? []).filter(
      (it) => it.type === 'note.added' && fieldsOf(it.payload.note).text === text,
    ).length;
    const fits = taken === undefined ? there <= 1 : there === (taken ? 1 : 0);
    if (!fits) differences.push(`the note “${text}” is in ${run} ${there} times`);
  }
  for (const [stream, facts] of streams) differences.push(...mishaps(stream, facts));
  for (const { run, facts } of runs) differences.push(...steadiness(run, facts, given.hostKills));

  const ends = runs.flatMap(({ facts }) => facts.filter(({ type }) => type === 'run.ended'));
  let reports = 0;
  for (const root of roots) {
    reports = runs.filter(({ run }) =>
      ['json', 'md', 'html'].every((it) => existsSync(join(root, 'runs', run, 'report', `report.${it}`))),
    ).length;
    const progress = join(root, 'progress.log');
    const told = existsSync(progress) ? (readFileSync(progress, 'utf8').match(/ PROGRESS: phase-7-persist /g)?.length ?? 0) : 0;
    if (reports !== runs.length || ends.length !== runs.length || told !== runs.length)
      differences.push(`${runs.length} runs, ${ends.length} ends, ${reports} reports, ${told} lines of an end in ${root}`);
  }
  const outcomes: Record<string, number> = {};
  for (const { payload } of ends) outcomes[textOf(payload.outcome)] = (outcomes[textOf(payload.outcome)] ?? 0) + 1;
  const settled = runs.flatMap(({ facts }) => facts.filter(({ type }) => type === 'stage.settled'));
  const verified = settled.filter(({ payload }) => payload.as === 'verified').length;
  return {
    attempts: settled.length,
    verified,
    runs: runs.length,
    reports,
    accepted: accepted.length,
    rejected: rejected.length,
    outcomes,
    differences,
  };
}

/** A daemon that dies is no reason for another to fail at anything within itself. */
export const mishaps = (stream: string, facts: readonly Fact[]): string[] =>
  facts.flatMap(({ type, payload, seq }) =>
    type === 'effect.failed' && payload.code === 'internal'
      ? [`${stream} event ${seq}: ${textOf(payload.key)} failed: ${textOf(payload.message)}`]
      : [],
  );

/** A worker that does its work is never started again because a daemon died, and not for want of anything but a host. */
function steadiness(run: string, facts: readonly Fact[], hostKills: number): string[] {
  const fair = new Set(['done', 'cancelled', ...(hostKills > 0 ? ['host-lost', 'spawn-failed'] : [])]);
  return facts.flatMap(({ type, payload, seq }) => {
    if (type !== 'attempt.ended' || !isSteady(textOf(payload.seat)) || fair.has(textOf(payload.reason))) return [];
    const errors = listOf(payload.errors).length;
    return [
      `${run} event ${seq}: ${textOf(payload.seat)} ended as ${textOf(payload.reason)} (${textOf(payload.detail)}${errors > 0 ? `, ${errors} errors` : ''})`,
    ];
  });
}

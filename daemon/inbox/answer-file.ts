// A person's decision as a file: an answer to a gate, `r-k3f7qa.g1.approve`, with the digest of what was shown in
// its first line and a comment below; or a decision about a stage, `r-k3f7qa.parse.policy`, with the action as YAML.

import { parse } from 'yaml';
import { MusterError } from '../../contracts/errors.ts';
import { Digest, GateId, RunId, runOf } from '../../contracts/ids.ts';
import { Stage } from '../../contracts/plan/plan.ts';
import { PolicyAction } from '../../contracts/plan/policy.ts';
import type { RunCommand } from '../../contracts/run/command.ts';
import { GATE_ANSWERS, type GateAnswer } from '../../contracts/run/gate.ts';

export type AnswerName = { gate: GateId; answer: GateAnswer };
export type PolicyName = { run: RunId; stage: string };
export type ByFile = Extract<RunCommand, { kind: 'answer' | 'policy' }>;

/** The name of a claimed answer. The token makes it one answer, even after a crash. */
export const claimedAnswer = (token: string, name: string): string => `answer.${token}.${name}`;

export function readClaimedAnswer(name: string): { token: string; original: string } | undefined {
  const [, token, original] = /^answer\.([0-9a-f-]{36})\.(.+)$/s.exec(name) ?? [];
  return token !== undefined && original !== undefined ? { token, original } : undefined;
}

/** What a file of this name decides; undefined if it is a task. */
export function orderNamed(name: string): AnswerName | PolicyName | undefined {
  return answerNamed(name) ?? policyNamed(name);
}

function policyNamed(name: string): PolicyName | undefined {
  const [, run, stage] = /^(r-[a-z2-7]+)\.(.+)\.policy$/s.exec(name) ?? [];
  return RunId.safeParse(run).success && Stage.shape.id.safeParse(stage).success ? { run: run as RunId, stage: stage ?? '' } : undefined;
}

export const readOrder = (text: string, named: AnswerName | PolicyName, name: string): ByFile =>
  'gate' in named ? readAnswer(text, named, name) : readPolicy(text, named, name);

function readPolicy(text: string, { run, stage }: PolicyName, name: string): ByFile {
  const refused = (why: string) =>
    new MusterError('task-rejected', `${name}: ${why}`, 'Write for example `do: retry`; see `muster help policy`.');
  let told: unknown;
  try {
    told = parse(text);
  } catch (error) {
    throw refused(error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error));
  }
  const action = PolicyAction.safeParse(told);
  if (action.success) return { kind: 'policy', run, stage, action: action.data };
  const [first] = action.error.issues;
  throw refused(`${first?.path.join('.') || 'the file'}: ${first?.message}`);
}

function answerNamed(name: string): AnswerName | undefined {
  const [, gate, word] = /^(.+)\.([a-z-]+)$/s.exec(name) ?? [];
  const answer = GATE_ANSWERS.find((it) => it === word);
  return answer !== undefined && GateId.safeParse(gate).success ? { gate: gate as GateId, answer } : undefined;
}

function readAnswer(text: string, { gate, answer }: AnswerName, name: string): Extract<RunCommand, { kind: 'answer' }> {
  const [first = '', ...rest] = text.split(/\r?\n/);
  const shown = first.trim().toLowerCase();
  if (!Digest.safeParse(shown).success) {
    throw new MusterError(
      'task-rejected',
      `the first line of ${name} is not the digest of what ${gate} shows`,
      `\`muster approvals ${gate}\` shows it; your comment goes below it.`,
    );
  }
  const comment = rest.join('\n').trim();
  if (comment.length > 16_384) throw new MusterError('task-rejected', `${name} has a comment of more than 16384 characters`, 'Shorten it.');
  return { kind: 'answer', run: runOf(gate), gate, answer, shown, ...(comment === '' ? {} : { comment }) };
}

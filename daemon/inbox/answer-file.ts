// An answer to a gate as a file: `r-k3f7qa.g1.approve`, with the digest of what was shown in its first line and words
// for the worker or the report below it. No port and no terminal is needed to give it.

import { MusterError } from '../../contracts/errors.ts';
import { Digest, GateId, runOf } from '../../contracts/ids.ts';
import type { RunCommand } from '../../contracts/run/command.ts';
import { GATE_ANSWERS, type GateAnswer } from '../../contracts/run/gate.ts';

export type AnswerName = { gate: GateId; answer: GateAnswer };

/** Claimed under a token of its own, so that a crash in between gives one answer. */
export const claimedAnswer = (token: string, name: string): string => `answer.${token}.${name}`;

export function readClaimedAnswer(name: string): { token: string; original: string } | undefined {
  const [, token, original] = /^answer\.([0-9a-f-]{36})\.(.+)$/s.exec(name) ?? [];
  return token !== undefined && original !== undefined ? { token, original } : undefined;
}

export function answerNamed(name: string): AnswerName | undefined {
  const [, gate, word] = /^(.+)\.([a-z-]+)$/s.exec(name) ?? [];
  const answer = GATE_ANSWERS.find((it) => it === word);
  return answer !== undefined && GateId.safeParse(gate).success ? { gate: gate as GateId, answer } : undefined;
}

export function readAnswer(text: string, { gate, answer }: AnswerName, name: string): Extract<RunCommand, { kind: 'answer' }> {
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

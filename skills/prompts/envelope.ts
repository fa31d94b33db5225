// The head of a prompt: what differs in every dispatch. The anchor lines appear verbatim and in this order, because programs parse
// them.

import type { Millis } from '../../contracts/time.ts';

export type Envelope = {
  dispatch: string;
  projectRoot: string;
  resultPath: string;
  heartbeatPath: string;
  errorsPath: string;
  role: string;
  model: string;
  deadline: Millis;
  nonce: string;
};

/** Reads back from a prompt what an answer must contain. Safe, because the head comes before anything that others have written. */
export function answerHead(prompt: string): { dispatch: string; nonce: string; role: string } {
  const line = (label: string) => new RegExp(`^\\*\\*${label}:\\*\\* (.*)$`, 'm').exec(prompt)?.[1] ?? '';
  return { dispatch: line('Dispatch'), nonce: line('Nonce'), role: line('Model').split(',')[0] ?? '' };
}

export function envelopeText(it: Envelope): string {
  return [
    `**Dispatch:** ${it.dispatch}`,
    `**Project Root:** ${it.projectRoot}`,
    `**Result Path:** ${it.resultPath}`,
    `**Heartbeat Path:** ${it.heartbeatPath}`,
    `**Errors Path:** ${it.errorsPath}`,
    `**Model:** ${it.role}, ${it.model}`,
    `**Deadline:** ${Math.round(it.deadline / 60_000)} minutes after start`,
    `**Nonce:** ${it.nonce}`,
    '',
  ].join('\n');
}

// The head of a prompt: what is different in every dispatch. The anchor lines stand verbatim and in
// this order, because programs read them too.

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

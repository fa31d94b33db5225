// A key of everything that the artifact of a prompt run depends on. Who made it, for whom, at which depth below another prompt, and
// how many tries it took are not part of it.

import type { PromptFront } from '../../contracts/make/prompt.ts';
import type { Seat } from '../../contracts/task/agent.ts';
import { digestOf, digestOfJson } from '../../runtime/canonical.ts';
import type { Fingerprint } from '../reuse/dispatch-key.ts';

export type MakingParts = {
  engine: string;
  /** The instructions for the writer. */
  skill: string;
  prompt: string;
  /** With all macros replaced. */
  text: string;
  front: Pick<PromptFront, 'produces' | 'checks'>;
  seat: Seat;
  fingerprint: Fingerprint;
  tree: string;
};

export function makingKey({ engine, skill, prompt, text, front, seat, fingerprint, tree }: MakingParts): string {
  const { produces, checks } = front;
  const { agent, provider, model, version, definition, workplace } = seat;
  // A worker in a checkout, or a check that looks into it, depends on all of it.
  const looks = workplace === 'checkout' || checks.some((it) => 'evidence' in it || 'command' in it);
  return digestOfJson({
    tag: 'prompt-run@1',
    engine,
    skill: digestOf(skill),
    prompt,
    text,
    produces,
    checks,
    seat: { agent, provider, model, version, definition },
    program: fingerprint,
    ...(looks ? { tree } : {}),
  });
}

// What the artifact of a prompt run depends on. Who made it, for whom, how deep below another prompt and how often it was
// tried is not among it.

import type { PromptFront } from '../../contracts/make/prompt.ts';
import type { Seat } from '../../contracts/task/agent.ts';
import { digestOf, digestOfJson } from '../../runtime/canonical.ts';
import type { Fingerprint } from '../reuse/dispatch-key.ts';

export type MakingParts = {
  engine: string;
  /** The words with which a writer is asked. */
  skill: string;
  prompt: string;
  /** With everything in its place. */
  text: string;
  front: Pick<PromptFront, 'produces' | 'checks'>;
  seat: Seat;
  fingerprint: Fingerprint;
  tree: string;
};

export function makingKey({ engine, skill, prompt, text, front, seat, fingerprint, tree }: MakingParts): string {
  const { produces, checks } = front;
  const { agent, provider, model, version, definition, workplace } = seat;
  // A worker in a checkout, or a check that looks things up in it, depends on all of it.
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

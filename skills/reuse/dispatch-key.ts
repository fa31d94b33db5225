// The key of a dispatch: everything that its result depends on. Ids, times, retries and the location of a run's files are not part
// of it.

import type { Base } from '../../contracts/run/base.ts';
import type { KeyFields } from '../../contracts/run/reuse.ts';
import type { Seat } from '../../contracts/task/agent.ts';
import { digestOf, digestOfJson } from '../../runtime/canonical.ts';
import { DISPATCH_TAG } from './key.ts';

/** Facts about a seat's program that only effects can find out, as digests. */
export type Fingerprint = {
  /** Of the files that a command's argv names. */
  program: string;
  /** Its arguments, except paths of a single dispatch. */
  flags: string;
  /** The values of the environment variables that it sees beside the usual ones. */
  variables: string;
  /** The files in which its user configures it. */
  configuration: string;
};

export type DispatchParts = {
  engine: string;
  /** The digest of the template. */
  template: string;
  /** The instructions of the skill. */
  skill: string;
  /** The body of the prompt without what belongs to one run, with the names of findings replaced by their content. */
  body: string;
  inputs: readonly { name: string; digest: string }[];
  seat: Seat;
  base: Base;
  fingerprint: Fingerprint;
};

export function dispatchFields({ engine, template, skill, body, inputs, seat, base, fingerprint }: DispatchParts): KeyFields {
  return {
    tag: DISPATCH_TAG,
    engine,
    template,
    skill: digestOf(skill),
    definition: seat.definition,
    agent: seat.agent,
    ordinal: String(ordinalOf(seat.name)),
    provider: seat.provider,
    version: seat.version ?? 'unknown',
    program: fingerprint.program,
    model: seat.model,
    flags: fingerprint.flags,
    variables: fingerprint.variables,
    configuration: fingerprint.configuration,
    // The whole tree, whatever the scope: a checkout contains everything, and rules look at files outside of the scope.
    tree: base.tree,
    from: base.kind === 'git' ? (base.from ?? 'none') : 'none',
    history: readsHistory(seat) ? base.commit : 'unread',
    inputs: digestOfJson(inputs),
    body: digestOf(body),
  };
}

/** Built-in rules look up when a line was added or a file removed; a model is only asked about the tree. */
const readsHistory = ({ provider, workplace }: Seat): boolean => provider === 'builtin' || workplace === 'objects';

/** Equal seats (`claude`, `claude#2`) each give an answer of their own, or one answer would count as two votes. */
export const ordinalOf = (seat: string): number => Number(/#(\d+)$/.exec(seat)?.[1] ?? 1);

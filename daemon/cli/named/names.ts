// What a person means by a name: a run by a unique prefix of its id; a dispatch or a finding by its
// own name, in the newest run of the project that has it. Pure.

import { MusterError } from '../../../contracts/errors.ts';
import { nearest } from '../../../runtime/text/nearest.ts';

export function fullName(given: string): string {
  const wanted = given.toLowerCase();
  return wanted.startsWith('r-') ? wanted : `r-${wanted}`;
}

/** `runs` lists the newest first. */
export function nameTheRun(given: string, runs: readonly string[]): string {
  const full = fullName(given);
  if (runs.includes(full)) return full;
  const fitting = full === 'r-' ? [] : runs.filter((run) => run.startsWith(full));
  const [only, another] = fitting;
  if (only !== undefined && another === undefined) return only;
  if (only !== undefined) {
    const shown = fitting.slice(0, 5).join(', ');
    throw new MusterError(
      'ambiguous-id',
      `\`${given}\` matches ${fitting.length} runs: ${shown}${fitting.length > 5 ? ' …' : ''}`,
      'Type more characters of the id.',
    );
  }
  const right = nearest(full, runs.slice(0, 1_000));
  throw new MusterError(
    'run-unknown',
    `unknown run \`${given}\`${right ? `; did you mean ${right}?` : ''}`,
    '`muster runs` lists the runs.',
  );
}

/** The words for the newest run of the current project. */
export const isLatest = (given: string): boolean => /^(latest|last)$/i.test(given);

export type ReadName =
  | { kind: 'run'; run: string }
  | { kind: 'dispatch'; run: string | undefined; local: string }
  | { kind: 'finding'; run: string | undefined; local: string };

/** `r-k3f7qa`, `r-k3f7qa.d17`, `d17`, `r-k3f7qa.F-001`, `F-001`, `f-7c2e1a`. */
export function readName(given: string): ReadName {
  const [, run, local = ''] = /^(?:(r-[a-z0-9]*|latest|last)\.)?(.*)$/i.exec(given) ?? [];
  if (/^d[1-9]\d*$/i.test(local)) return { kind: 'dispatch', run, local: local.toLowerCase() };
  if (/^F-\d{3,}$/i.test(local) || (run !== undefined && /^f-/i.test(local))) return { kind: 'finding', run, local };
  if (/^f-[0-9a-f]{4,64}$/i.test(local)) return { kind: 'finding', run, local: local.toLowerCase() };
  return { kind: 'run', run: given };
}

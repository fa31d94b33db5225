// What a leading agent, unlike a person, must not do: lower the standard by which the work is measured. It may split a stage only
// if the parts change nothing that the stage could not change, and if every validator of the stage also proves each last part.

import { MusterError } from '../../../../contracts/errors.ts';
import type { Stage, ValidatorSpec } from '../../../../contracts/plan/plan.ts';
import type { PolicyAction } from '../../../../contracts/plan/policy.ts';
import { digestOfJson } from '../../../../runtime/canonical.ts';
import { pathTest } from '../../../../runtime/globs.ts';

export function refuseLowering(stage: Stage, action: PolicyAction): void {
  switch (action.do) {
    case 'retry':
    case 'change-agent':
    case 'escalate':
      return;
    case 'decompose':
      refuseParts(stage, action.stages);
      return;
    case 'change-validator':
    case 'amend-scope':
    case 'skip':
    case 'abort':
      throw refused(`${action.do} needs a person`, `A person can do it: muster policy <run> ${stage.id} ${action.do}`);
  }
}

const refused = (why: string, hint: string): MusterError => new MusterError('command-refused', why, hint);

function refuseParts(parent: Stage, parts: readonly Stage[]): void {
  const needed = new Set(parts.flatMap((it) => it.dependsOn));
  for (const part of parts) {
    for (const kind of ['files', 'tests'] as const)
      for (const glob of part[kind] ?? [])
        if (!isWithin(glob, parent[kind] ?? []))
          throw refused(`${part.id} may not change ${glob}, which ${parent.id} could not`, 'Parts stay within the files of the stage.');
    if (part.tddExemption !== undefined && part.tddExemption.trim() !== '' && (parent.tddExemption ?? '').trim() === '')
      throw refused(`${part.id} is exempt from proof, and ${parent.id} is not`, 'Leave out its `tddExemption`.');
    if (needed.has(part.id)) continue;
    const missing = parent.validators.find((it) => !part.validators.some((own) => sameSpec(it, own)));
    if (missing)
      throw refused(
        `${part.id} lacks a validator of ${parent.id}: ${missing.kind}`,
        'Each part on which no other builds has all validators of the stage.',
      );
  }
}

/** The same glob, or a single path that matches one of them: whether one glob is contained in another cannot be decided in general. */
function isWithin(glob: string, globs: readonly string[]): boolean {
  return globs.includes(glob) || (!/[*?[{]/.test(glob) && pathTest(globs)(glob));
}

const sameSpec = (a: ValidatorSpec, b: ValidatorSpec): boolean => digestOfJson(a) === digestOfJson(b);

// Whether phases that a worker proposes could run: their keys must be unused, and their kinds must allow being proposed next to the
// existing ones. Only a template decides what a person is asked and what is written.

import type { Role } from '../../contracts/task/agent.ts';
import type { PhaseTemplate } from '../../contracts/task/template.ts';
import { pathText, type ResultError } from '../../validators/result/describe-errors.ts';
import { AnyPhase, isPhaseKind, PHASES, phaseOf } from './table.ts';

/** The run that they would join, as plain data: used keys, roles with a seat, and the surrounding phases. */
export type Joined = {
  taken: readonly string[];
  roles: readonly Role[];
  before: readonly PhaseTemplate[];
  after: readonly PhaseTemplate[];
};

export function checkProposal(phases: readonly PhaseTemplate[], { taken, roles, before, after }: Joined): ResultError[] {
  const keys = [...taken, 'report'];
  const faults: ResultError[] = [];
  for (const [at, phase] of phases.entries()) {
    const fault = (field: string, message: string): void => void faults.push({ path: `phases[${at}].${field}`, message });
    if (keys.includes(phase.key)) fault('key', `another phase has the key \`${phase.key}\``);
    keys.push(phase.key);
    if ((phase.gates ?? []).length > 0) fault('gates', 'only a template can ask a person');
    const kind = isPhaseKind(phase.kind) ? phaseOf(phase) : undefined;
    if (!kind?.proposable) {
      fault('kind', `must be ${MAY_BE}, not ${phase.kind}`);
      continue;
    }
    const checked = AnyPhase.safeParse(phase);
    for (const { path, message } of checked.error?.issues ?? []) fault(pathText(path) || 'kind', message);
    if (!checked.success) continue;
    const beside = {
      roles,
      examinedBefore: [...before, ...phases.slice(0, at)].some(examines),
      examinedAfter: [...phases.slice(at + 1), ...after].some(examines),
    };
    for (const { field, says } of kind.proposable(phase as never, beside)) fault(field, says);
  }
  return faults;
}

const examines = (phase: PhaseTemplate): boolean => isPhaseKind(phase.kind) && phaseOf(phase).examines === true;

const MAY_BE = PHASES.flatMap((it) => (it.proposable ? [it.kind] : [])).join(' or ');

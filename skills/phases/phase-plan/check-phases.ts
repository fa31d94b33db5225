// Whether phases that a worker proposes could be led: keys that nothing else has, roles that somebody is seated
// for, and only the kinds that look and examine. What a person is asked, and what is written, a template says.

import { cut } from '../../../contracts/cut.ts';
import type { Role } from '../../../contracts/task/agent.ts';
import { isSkill, SKILL_ANSWERS } from '../../../contracts/task/skill.ts';
import type { PhaseTemplate } from '../../../contracts/task/template.ts';
import type { ResultError } from '../../../validators/result/describe-errors.ts';

export type Ground = {
  /** Keys of the run's phases. */
  taken: readonly string[];
  /** Roles with at least one seat. */
  roles: readonly Role[];
  /** The phase that examines the findings, where the run has one; they are examined once. */
  examines: string | null;
  /** Whether the findings have been grouped: what is raised later would go to nobody. */
  grouped: boolean;
};

export function checkPhases(phases: readonly PhaseTemplate[], ground: Ground): ResultError[] {
  const keys = [...ground.taken, 'report'];
  const faults: ResultError[] = [];
  let { examines } = ground;
  let examined = ground.grouped;
  for (const [at, phase] of phases.entries()) {
    const fault = (path: string, message: string): void => void faults.push({ path: `phases[${at}].${path}`, message });
    if (keys.includes(phase.key)) fault('key', `another phase has the key \`${phase.key}\``);
    keys.push(phase.key);
    if ((phase.gates ?? []).length > 0) fault('gates', 'only a template asks a person');
    switch (phase.kind) {
      case 'fan-out':
        if (!isSkill(phase.skill) || SKILL_ANSWERS[phase.skill] !== 'findings')
          fault('skill', `must be one of ${FINDERS.join(', ')}, and is \`${cut(phase.skill, 100)}\``);
        if (!ground.roles.includes(phase.role)) fault('role', `nobody is seated as ${phase.role}; there are ${ground.roles.join(', ')}`);
        if (examined) fault('kind', 'comes after the findings were examined, so what it raises would go to nobody');
        break;
      case 'convergence':
        if (examines !== null) fault('kind', `the findings are examined once, in the phase \`${examines}\``);
        else examines = phase.key;
        examined = true;
        break;
      case 'critic':
        if (!ground.roles.includes('critic')) fault('kind', `nobody is seated as critic; there are ${ground.roles.join(', ')}`);
        break;
      case 'plan':
      case 'phase-plan':
      case 'verdict':
      case 'execution':
        fault('kind', `must be fan-out, convergence or critic, and is ${phase.kind}`);
    }
  }
  return faults;
}

export const FINDERS: readonly string[] = Object.entries(SKILL_ANSWERS)
  .filter(([, answer]) => answer === 'findings')
  .map(([name]) => name);

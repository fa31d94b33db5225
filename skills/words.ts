// Where the words of each skill stand: a `SKILL.md` in the folder of the work that it is for.

import type { Skill } from '../contracts/task/skill.ts';

export const SKILL_FOLDERS: Readonly<Record<Skill, string>> = {
  'analysis': 'phases/fan-out/analysis',
  'requirements-discovery': 'phases/fan-out/requirements-discovery',
  'error-analysis': 'phases/fan-out/error-analysis',
  'final-verification': 'phases/fan-out/final-verification',
  'release-handoff': 'phases/fan-out/release-handoff',
  'convergence': 'phases/convergence',
  'critic': 'phases/critic',
  'gap-verification': 'phases/critic/gap-verification',
  'planning': 'phases/plan',
  'plan-verification': 'phases/plan/voting',
  'phase-planning': 'phases/phase-plan',
  'report-writer': 'report-writer',
};

// What a worker is asked for, by the skill that it works with. The kind of answer decides what of its result is
// taken, how it is examined, and which words may stand in a template.

export const SKILL_ANSWERS = {
  'analysis': 'findings',
  'requirements-discovery': 'findings',
  'error-analysis': 'findings',
  'final-verification': 'findings',
  'release-handoff': 'findings',
  'convergence': 'verdicts',
  'critic': 'gaps',
  'gap-verification': 'verdicts',
  'planning': 'plan',
  'plan-verification': 'verdicts',
  'phase-planning': 'phases',
  'report-writer': 'narrative',
} as const satisfies Record<string, 'findings' | 'verdicts' | 'gaps' | 'plan' | 'phases' | 'narrative'>;

export type Skill = keyof typeof SKILL_ANSWERS;
export type AnswerKind = (typeof SKILL_ANSWERS)[Skill];

export const isSkill = (name: string): name is Skill => Object.hasOwn(SKILL_ANSWERS, name);

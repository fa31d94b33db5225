// Adapts the task type to this task: how findings are examined, and how long each phase may take. A setting that would have no
// effect is an error.

import { ConvergenceSettings } from '../../contracts/findings/convergence.ts';
import type { Task } from '../../contracts/task/task.ts';
import type { PhaseTemplate, Template, TemplateFile } from '../../contracts/task/template.ts';
import { millis } from '../../contracts/time.ts';
import { nearest } from '../../runtime/text/nearest.ts';
import { phaseOf } from '../phases/table.ts';

export type Tailored = { kind: 'tailored'; template: Template } | { kind: 'wrong'; says: string };

type Wishes = Pick<Task, 'convergence' | 'phases' | 'deadline'>;

export function tailorTemplate(template: Template, task: Wishes): Tailored {
  const wrong = convergenceFault(template, task);
  if (wrong !== undefined) return { kind: 'wrong', says: wrong };
  const examined = task.convergence ? withConvergence(template, task.convergence) : template;
  const late = deadlineFault(examined, task);
  if (late !== undefined) return { kind: 'wrong', says: late };
  const limit = ({ key }: PhaseTemplate) => task.phases?.[key];
  return { kind: 'tailored', template: { ...examined, phases: examined.phases.map((it) => ({ ...it, ...limit(it) })) } };
}

/** `convergence.critic` is a shorthand for a critic phase after the findings were examined, and a seat for it. */
export function withCritic<T extends Pick<TemplateFile, 'phases' | 'roster' | 'convergence'>>(template: T): T {
  const { phases, roster, convergence } = template;
  if (!convergence.critic || hasCritic(template)) return template;
  const after = phases.findLastIndex((it) => it.kind === 'convergence' || it.kind === 'fan-out') + 1;
  const critic = { key: 'critic', kind: 'critic', mode: 'coverage' };
  const whole = { ...critic, expects: phaseOf(critic).makes };
  const seated = roster.some((it) => it.role === 'critic');
  return {
    ...template,
    phases: phases.toSpliced(after, 0, whole),
    roster: seated ? roster : [...roster, { role: 'critic', seats: 'one', optional: true }],
  };
}

function withConvergence(template: Template, wish: NonNullable<Task['convergence']>): Template {
  const tailored = { ...template, convergence: ConvergenceSettings.parse({ ...template.convergence, ...wish }) };
  return wish.critic === false && template.convergence.critic ? withoutCritic(tailored) : withCritic(tailored);
}

const withoutCritic = (template: Template): Template => ({
  ...template,
  phases: template.phases.filter((it) => it.kind !== 'critic'),
  roster: template.roster.filter((it) => it.role !== 'critic'),
});

const hasCritic = ({ phases }: Pick<TemplateFile, 'phases'>): boolean => phases.some((it) => it.kind === 'critic');

function convergenceFault(template: Template, { convergence: wish }: Wishes): string | undefined {
  if (!wish) return undefined;
  const { name, convergence: usual } = template;
  const set = Object.keys(wish);
  if (set.length === 0) return '`convergence` sets nothing';
  if (!template.phases.some((it) => it.kind === 'convergence'))
    return `\`convergence\` has no effect: the task type \`${name}\` has no phase in which findings are examined`;
  const idle = set.filter((it) => it === 'maxRounds' || it === 'mode' || it === 'adversarial');
  if (!(wish.enabled ?? usual.enabled) && idle.length > 0)
    return `\`convergence.${idle[0]}\` has no effect while \`convergence.enabled\` is false`;
  const own = hasCritic(template) && !usual.critic;
  if (own && wish.critic !== undefined)
    return `\`convergence.critic\` has no effect: the critic of the task type \`${name}\` is a phase of its own`;
  return undefined;
}

function deadlineFault(template: Template, { phases: wish, deadline }: Wishes): string | undefined {
  if (!wish) return undefined;
  const keys = template.phases.map((it) => it.key);
  if (Object.keys(wish).length === 0) return `\`phases\` sets nothing; the phases are: ${keys.join(', ')}`;
  for (const [key, { deadline: own }] of Object.entries(wish)) {
    const right = nearest(key, keys);
    if (!keys.includes(key))
      return `\`phases.${key}\`: the task type \`${template.name}\` has no such phase${right ? `; did you mean \`${right}\`?` : ''}; its phases are: ${keys.join(', ')}`;
    const fault = phaseDeadlineFault(own, deadline ?? template.deadline);
    if (fault !== undefined) return `\`phases.${key}.deadline\` ${fault}`;
  }
  return undefined;
}

/** What is wrong with the time limit of a phase, in a run whose overall limit is `whole`. */
export function phaseDeadlineFault(own: string, whole: string): string | undefined {
  if (millis(own) === 0) return 'must be longer than 0';
  return millis(own) < millis(whole) ? undefined : `is ${own} and has no effect: the deadline of the whole run is ${whole}`;
}

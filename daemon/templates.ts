// The task types: built in, and what a home adds or overrides under the same name.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MusterError } from '../contracts/errors.ts';
import { isSkill, SKILL_ANSWERS } from '../contracts/skill.ts';
import { type Template, TemplateFile } from '../contracts/template.ts';
import { digestOf } from '../runtime/canonical.ts';
import { codeOf } from '../runtime/files.ts';
import { checkYaml, faultText } from '../runtime/text/checked-yaml.ts';
import { nearest } from '../runtime/text/nearest.ts';
import { readSettings } from '../runtime/text/read-settings.ts';

const BUILT_IN = join(import.meta.dirname, '..', 'skills', 'templates');

export async function loadTemplate(name: string, home: string): Promise<Template> {
  for (const folder of [home, BUILT_IN]) {
    const path = join(folder, `${name}.yaml`);
    const text = await readSettings(path, 'template-invalid');
    if (text !== undefined) return readTemplate(text, path);
  }
  const known = [...new Set([...(await namesIn(BUILT_IN)), ...(await namesIn(home))])];
  const right = nearest(name, known);
  throw new MusterError(
    'template-unknown',
    `there is no task type \`${name}\`${right ? `; did you mean \`${right}\`?` : ''}`,
    `These exist: ${known.join(', ')}.`,
  );
}

export function readTemplate(text: string, path: string): Template {
  const checked = checkYaml(text, TemplateFile);
  if (checked.kind === 'wrong') throw invalid(path, checked.faults.map(faultText).join('; '));
  const template = withCritic(checked.value);
  for (const [at, phase] of template.phases.entries()) {
    if (template.phases.findIndex(({ key }) => key === phase.key) < at) throw invalid(path, `two phases have the key \`${phase.key}\``);
    if (phase.kind === 'fan-out' && !(isSkill(phase.skill) && SKILL_ANSWERS[phase.skill] === 'findings'))
      throw invalid(path, `\`phases.${at}.skill\`: there is no skill \`${phase.skill.slice(0, 100)}\``);
  }
  return { ...template, digest: digestOf(text) };
}

/** `convergence.critic` is short for a phase of that kind after the findings were examined, and a seat for it. */
function withCritic(template: TemplateFile): TemplateFile {
  const { phases, roster, convergence } = template;
  if (!convergence.critic || phases.some((it) => it.kind === 'critic')) return template;
  const after = phases.findLastIndex((it) => it.kind === 'convergence' || it.kind === 'fan-out') + 1;
  const critic = { key: 'critic', kind: 'critic' as const, mode: 'coverage' as const };
  const seated = roster.some((it) => it.role === 'critic');
  return {
    ...template,
    phases: phases.toSpliced(after, 0, critic),
    roster: seated ? roster : [...roster, { role: 'critic', seats: 'one', optional: true }],
  };
}

const invalid = (path: string, what: string): MusterError => new MusterError('template-invalid', `${path}: ${what}`, 'Mend the template.');

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((it) => it.endsWith('.yaml')).map((it) => it.slice(0, -'.yaml'.length));
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}

// The task types: the built-in ones, those of the home, and those of a trusted project. A template
// replaces another of the same name only if it says so.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MusterError } from '../../contracts/errors.ts';
import { making } from '../../contracts/schema.ts';
import type { Template, TemplateFile, TemplateSource } from '../../contracts/task/template.ts';
import { digestOf } from '../../runtime/canonical.ts';
import { codeOf } from '../../runtime/files.ts';
import { inSlices } from '../../runtime/slices.ts';
import { checkYaml, faultText } from '../../runtime/text/checked-yaml.ts';
import { nearest } from '../../runtime/text/nearest.ts';
import { preparsed } from '../../runtime/text/preparsed-yaml.ts';
import { readSettings } from '../../runtime/text/read-settings.ts';
import { phaseDeadlineFault, withCritic } from '../../skills/intake/tailor-template.ts';
import { phaseOf, WrittenTemplate } from '../../skills/phases/table.ts';

const BUILT_IN = join(import.meta.dirname, '..', '..', 'skills', 'templates');

/** Where templates are. `project` only if the person has trusted it. */
export type TemplatePlaces = { home: string; project?: string | undefined };

export async function loadTemplate(name: string, places: TemplatePlaces): Promise<Template> {
  let found: { template: Template; path: string } | undefined;
  for (const [source, folder] of foldersOf(places)) {
    const path = join(folder, `${name}.yaml`);
    const text = await readSettings(path, 'template-invalid');
    if (text === undefined) continue;
    await inSlices(making(WrittenTemplate));
    const template = readTemplate(text, path, source);
    if (template.name !== name) throw invalid(path, `\`name\` is \`${template.name}\`, but the file is named ${name}.yaml`);
    if (found && template.replaces !== name) {
      throw new MusterError(
        'template-invalid',
        `${path}: the task type \`${name}\` already exists (${found.path})`,
        `Choose another name, or add \`replaces: ${name}\`.`,
      );
    }
    found = { template, path };
  }
  if (found) return found.template;
  const known = (await templateNames(places)).map((it) => it.name);
  const right = nearest(name, known);
  throw new MusterError(
    'template-unknown',
    `unknown task type \`${name}\`${right ? `; did you mean \`${right}\`?` : ''}`,
    `Known types: ${known.join(', ')}.`,
  );
}

/** Every template name, with the source that takes precedence. */
export async function templateNames(places: TemplatePlaces): Promise<{ name: string; source: TemplateSource }[]> {
  const all = new Map<string, TemplateSource>();
  for (const [source, folder] of foldersOf(places)) for (const name of await namesIn(folder)) all.set(name, source);
  return [...all].map(([name, source]) => ({ name, source }));
}

export function readTemplate(text: string, path: string, source: TemplateSource = 'built-in'): Template {
  const checked = checkYaml(text, WrittenTemplate, 1, source === 'built-in' ? preparsed(text) : undefined);
  if (checked.kind === 'wrong') throw invalid(path, checked.faults.map(faultText).join('; '));
  const template = withCritic(checked.value as TemplateFile);
  if (template.replaces !== undefined && template.replaces !== template.name)
    throw invalid(path, `\`replaces\` is \`${template.replaces}\`, but the template is named \`${template.name}\``);
  const roles = new Set(template.roster.map((it) => it.role));
  for (const [at, phase] of template.phases.entries()) {
    if (template.phases.findIndex(({ key }) => key === phase.key) < at) throw invalid(path, `two phases have the key \`${phase.key}\``);
    const { kind, faults, makes, role: needs } = phaseOf(phase);
    const [fault] = faults?.(phase as never) ?? [];
    if (fault) throw invalid(path, `\`phases.${at}.${fault.field}\`: ${fault.says}`);
    if (phase.expects && phase.expects.schema !== makes.schema)
      throw invalid(path, `\`phases.${at}.expects\`: a phase of kind ${kind} makes \`${makes.schema}\`, not \`${phase.expects.schema}\``);
    const late = phase.deadline === undefined ? undefined : phaseDeadlineFault(phase.deadline, template.deadline);
    if (late !== undefined) throw invalid(path, `\`phases.${at}.deadline\` ${late}`);
    const role = needs?.(phase as never);
    if (role !== undefined && !roles.has(role))
      throw invalid(path, `\`phases.${at}\` (${phase.key}) needs a seat for the role \`${role}\`, but the roster has none`);
  }
  const phases = template.phases.map((it) => (it.expects === undefined ? { ...it, expects: phaseOf(it).makes } : it));
  return { ...template, phases, digest: digestOf(text), source };
}

const foldersOf = ({ home, project }: TemplatePlaces): [TemplateSource, string][] => [
  ['built-in', BUILT_IN],
  ['home', home],
  ...(project === undefined ? [] : [['project', project] as [TemplateSource, string]]),
];

const invalid = (path: string, what: string): MusterError =>
  new MusterError('template-invalid', `${path}: ${what}`, 'Fix the template; `muster schema template` shows every key.');

export async function templateFiles(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((it) => it.endsWith('.yaml')).sort();
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}

const namesIn = async (folder: string): Promise<string[]> => (await templateFiles(folder)).map((it) => it.slice(0, -'.yaml'.length));

// The task types: built in, and what a home adds or overrides under the same name.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MusterError } from '../contracts/errors.ts';
import { type Template, TemplateFile } from '../contracts/template.ts';
import { digestOf } from '../runtime/canonical.ts';
import { codeOf } from '../runtime/files.ts';
import { checkYaml, faultText } from '../runtime/text/checked-yaml.ts';
import { nearest } from '../runtime/text/nearest.ts';

const BUILT_IN = join(import.meta.dirname, '..', 'skills', 'templates');

export async function loadTemplate(name: string, home: string): Promise<Template> {
  for (const folder of [home, BUILT_IN]) {
    const path = join(folder, `${name}.yaml`);
    const text = await readOrNothing(path);
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
  if (checked.kind === 'wrong')
    throw new MusterError('template-invalid', `${path}: ${checked.faults.map(faultText).join('; ')}`, 'Mend the template.');
  return { ...checked.value, digest: digestOf(text) };
}

async function readOrNothing(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((it) => it.endsWith('.yaml')).map((it) => it.slice(0, -'.yaml'.length));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

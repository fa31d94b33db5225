// A project file that a prompt names: it must really be inside the project after links are resolved,
// and its name must not mark it as secret.

import { isAbsolute, join, relative } from 'node:path';
import { isSecretName } from '../../runtime/workspace/capture/left-out.ts';
import { readWithin } from './artifact-places.ts';

export type ProjectFile = { kind: 'read'; bytes: Buffer } | { kind: 'refused'; why: string };

export async function projectFile(name: string, project: string): Promise<ProjectFile> {
  const refused = (why: string): ProjectFile => ({ kind: 'refused', why });
  if (isHidden(name)) return refused('files whose names say that they hold secrets are not read');
  const read = await readWithin(join(project, name), project);
  if (read.kind === 'absent') return refused(`there is no file ${name} in ${project}`);
  if (read.kind === 'refused') return read;
  const real = relative(project, read.path);
  return isAbsolute(real) || isHidden(real) ? refused(`it leads to ${real}, which is not read`) : read;
}

/** `.git` may contain addresses with passwords. */
const isHidden = (path: string): boolean => isSecretName(path) || path.split('/').includes('.git');

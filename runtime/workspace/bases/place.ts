// Which repository in the home holds the bases of a project: one for all checkouts that share their objects, with a name that is
// readable and unique.

import { basename, dirname, join } from 'node:path';
import { digestOf } from '../../canonical.ts';
import type { Project } from '../project.ts';

const LONGEST_NAME = 40;

/** `<bases>/shop-1f3a9c….git`: the name is for people, the digest of the real path makes it unique. */
export function basesOf(bases: string, project: Project): string {
  const path = whereOf(project);
  // A repository created anew in the same place may use another hash; the two cannot be mixed.
  const format = project.kind === 'git' && project.format === 'sha256' ? '.sha256' : '';
  return join(bases, `${readable(path)}-${digestOf(`${project.kind} ${path}`).slice(0, 16)}${format}.git`);
}

/** The same for all checkouts of a repository. */
export const whereOf = (project: Project): string => (project.kind === 'git' ? project.commonDir : project.root);

function readable(path: string): string {
  const last = basename(path) === '.git' ? basename(dirname(path)) : basename(path).replace(/\.git$/, '');
  const plain = last
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, LONGEST_NAME);
  return plain === '' ? 'project' : plain;
}

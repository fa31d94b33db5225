// A name for the current checkout by which other machines recognise it.

import { hostname, userInfo } from 'node:os';
import { basename } from 'node:path';
import type { RemoteProject } from '../../../contracts/remote.ts';
import { digestOf } from '../../../runtime/canonical.ts';
import { projectFolder } from '../named/project-folder.ts';

const LONGEST = 40;

export const currentProject = async (cwd: string): Promise<RemoteProject> => remoteProject(await projectFolder('.', cwd));

export function remoteProject(project: string): RemoteProject {
  const key = digestOf(JSON.stringify([hostname(), userInfo().uid, project])).slice(0, 16);
  const plain = basename(project)
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, LONGEST);
  return { key, name: plain === '' ? 'project' : plain };
}

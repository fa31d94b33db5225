// The analysers that a project already uses: looks at its folder and for the programs; starts none of them.

import { readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { findProgram } from '../../../agents/providers/program.ts';
import { type Proposal, proposalsFor } from '../../../agents/sarif/proposals.ts';
import { exists } from '../../../runtime/files.ts';
import { readSettings } from '../../../runtime/text/read-settings.ts';
import { gitRootOf } from '../../intake/git-root.ts';
import type { Context } from '../words/command.ts';

export type ProjectProposals = { project: string; proposals: Proposal[] };

export async function proposalsHere(context: Context, known: readonly { name: string }[]): Promise<ProjectProposals> {
  const project = await gitRootOf(context.cwd);
  const folders = [join(project, 'node_modules/.bin'), join(project, '.venv/bin')];
  const names: string[] = await readdir(project).catch(() => []);
  const proposals = await proposalsFor(
    {
      names: names.toSorted(),
      text: async (name) => (names.includes(name) ? readSettings(join(project, name), 'io-failed').catch(() => undefined) : undefined),
      program: (name) => findProgram(name, [...folders, context.env.PATH ?? ''].join(delimiter)),
      file: async (path) => ((await exists(join(project, path))) ? join(project, path) : undefined),
    },
    new Set(known.map((it) => it.name)),
  );
  return { project, proposals };
}

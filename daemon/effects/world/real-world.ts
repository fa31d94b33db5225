// The real world: the files, workspaces and agents that a daemon gives to its effects.

import type { Config } from '../../../contracts/config.ts';
import type { Home } from '../../../runtime/home.ts';
import type { Log } from '../../../runtime/log/log.ts';
import { inSlices, yieldToOthers } from '../../../runtime/slices.ts';
import type { Steps } from '../../../runtime/steps.ts';
import type { Trash } from '../../../runtime/trash.ts';
import { type Agents, realAgents } from './agents.ts';
import { type Files, realFiles } from './files.ts';
import { type RepositoryMaps, repositoryMaps } from './repository-map.ts';
import { freshNonce, skillText } from './skill-text.ts';
import { realStages, type Stages } from './stages.ts';
import { realWorkspace, type Workspace } from './workspace.ts';

export type EffectWorld = {
  files: Files;
  workspace: Workspace;
  stages: Stages;
  agents: Agents;
  /** Maps of repositories, which show where to look first. */
  maps: RepositoryMaps;
  /** A random word that only the reader of one prompt can know. */
  nonce(): string;
  /** The text of a skill, from its folder. */
  skillText(folder: string): Promise<string>;
  /** Drives a long computation without holding up the daemon. */
  inSlices<T>(steps: Steps<T>): Promise<T>;
  /** Lets other waiting work have its turn. */
  turn(): Promise<void>;
};

type Context = { home: Home; log: Log; env: NodeJS.ProcessEnv; trash: Trash; config: Pick<Config, 'checkouts' | 'keptCheckouts'> };

export const realWorld = (around: Context): EffectWorld => ({
  files: realFiles,
  workspace: realWorkspace(around),
  stages: realStages,
  agents: realAgents(around.home),
  maps: repositoryMaps(around),
  nonce: freshNonce,
  skillText,
  inSlices,
  turn: yieldToOthers,
});

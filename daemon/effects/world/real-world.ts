// The world as it is: the real files, workspaces and agents that a daemon hands to its effects.

import type { Home } from '../../../runtime/home.ts';
import type { Log } from '../../../runtime/log/log.ts';
import { type Agents, realAgents } from './agents.ts';
import { type Files, realFiles } from './files.ts';
import { type MapOf, repositoryMaps } from './repository-map.ts';
import { freshNonce, skillText } from './skill-text.ts';
import { realWorkspace, type Workspace } from './workspace.ts';

export type EffectWorld = {
  files: Files;
  workspace: Workspace;
  agents: Agents;
  /** Where to look first; nothing where it could not be made. */
  mapOf: MapOf;
  /** A word that only the reader of one prompt can know. */
  nonce(): string;
  /** The words of a skill, as they stand in its folder. */
  skillText(folder: string): Promise<string>;
};

export const realWorld = (around: { home: Home; log: Log; env: NodeJS.ProcessEnv }): EffectWorld => ({
  files: realFiles,
  workspace: realWorkspace,
  agents: realAgents(around.home),
  mapOf: repositoryMaps(around),
  nonce: freshNonce,
  skillText,
});

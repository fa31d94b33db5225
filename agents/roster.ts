// Every agent that could be seated: built in, from the home, and from a project once it is trusted.
// Nothing silently replaces a built-in: a same name must say so.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MusterError } from '../contracts/errors.ts';
import type { AgentDefinition } from '../contracts/task/agent.ts';
import { codeOf } from '../runtime/files.ts';
import { readSettings } from '../runtime/text/read-settings.ts';
import { readDefinition } from './definition.ts';

const BUILT_IN = join(import.meta.dirname, 'roster');

export type Roster = ReadonlyMap<string, AgentDefinition>;

/** `project` only when the person has trusted what it brings. */
export async function loadRoster(places: { home: string; project?: string | undefined }): Promise<Roster> {
  const roster = new Map<string, AgentDefinition>();
  await add(roster, BUILT_IN, 'built-in');
  await add(roster, places.home, 'home');
  if (places.project !== undefined) await add(roster, places.project, 'project');
  return roster;
}

async function add(roster: Map<string, AgentDefinition>, folder: string, source: AgentDefinition['source']): Promise<void> {
  for (const name of await definitionFiles(folder)) {
    const path = join(folder, name);
    const text = await readSettings(path, 'agent-invalid');
    if (text === undefined) continue;
    const definition = readDefinition(text, path, source);
    const before = roster.get(definition.name);
    if (before && definition.replaces !== definition.name) {
      throw new MusterError(
        'agent-invalid',
        `${path}: the agent \`${definition.name}\` already exists (${before.path})`,
        `Choose another name, or add \`replaces: ${definition.name}\`.`,
      );
    }
    roster.set(definition.name, definition);
  }
}

export async function definitionFiles(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith('.md')).sort();
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}

// The settings of a home, overridden by those of a trusted project, each with its source.

import { parse } from 'yaml';
import { Config, ProjectConfig } from '../../contracts/config.ts';
import { MusterError } from '../../contracts/errors.ts';
import type * as z from '../../contracts/schema.ts';
import { checkYaml, type Fault, faultText } from '../../runtime/text/checked-yaml.ts';
import { readSettings } from '../../runtime/text/read-settings.ts';

export type Setting = { key: string; value: unknown; from: 'default' | 'home' | 'project' };
export type Settings = { config: Config; all: Setting[] };

/** `project` only if the person has trusted it. */
export type SettingsPlaces = { home: string; project?: string | undefined };

type Tree = { [key: string]: unknown };

export const loadConfig = async (path: string): Promise<Config> => (await loadSettings({ home: path })).config;

export async function loadSettings({ home, project }: SettingsPlaces): Promise<Settings> {
  const ofHome = await written(home, Config);
  const ofProject = project === undefined ? {} : await written(project, ProjectConfig);
  const config = Config.parse(over(ofHome, ofProject), { jitless: true });
  const all = leaves(config).map(({ path, value }): Setting => {
    const from = reaches(ofProject, path) ? 'project' : reaches(ofHome, path) ? 'home' : 'default';
    return { key: path.join('.'), value, from };
  });
  return { config, all };
}

/** The settings in a file, without defaults. */
async function written(path: string, schema: z.ZodObject): Promise<Tree> {
  const text = await readSettings(path, 'config-invalid');
  return text === undefined ? {} : checkedSettings(text, path, schema);
}

export function checkedSettings(text: string, path: string, schema: z.ZodObject): Tree {
  const checked = checkYaml(text, schema);
  if (checked.kind === 'right') return (parse(text) ?? {}) as Tree;
  throw new MusterError(
    'config-invalid',
    `${path}: ${checked.faults.map((it) => faultText(explained(it, schema))).join('; ')}`,
    'Fix the file; docs/operations.md lists every key with its default.',
  );
}

/** A clearer message for a key that belongs in the other file. */
function explained(fault: Fault, schema: z.ZodObject): Fault {
  const [, key = ''] = /^unknown key `(\w+)`/.exec(fault.message) ?? [];
  if (schema !== ProjectConfig || !Object.hasOwn(Config.shape, key)) return fault;
  return { ...fault, message: `\`${key}\` applies to all projects: set it in the config.yaml of the home, not of a project` };
}

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

function over(below: Tree, above: Tree): Tree {
  const merged = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const under = merged[key];
    merged[key] = isTree(value) && isTree(under) ? over(under, value) : value;
  }
  return merged;
}

function leaves(tree: Tree, path: readonly string[] = []): { path: string[]; value: unknown }[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    isTree(value) && Object.keys(value).length > 0 ? leaves(value, [...path, key]) : [{ path: [...path, key], value }],
  );
}

function reaches(tree: Tree, path: readonly string[]): boolean {
  let at: unknown = tree;
  for (const key of path) {
    if (!isTree(at) || !Object.hasOwn(at, key)) return false;
    at = at[key];
  }
  return true;
}

// muster config: shows and changes settings.

import { lstat, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { PROVIDERS } from '../../../../agents/providers.ts';
import { loadRoster, type Roster } from '../../../../agents/roster.ts';
import { agentsNamed } from '../../../../agents/seating.ts';
import { Config, type ConfigFile, ProjectConfig } from '../../../../contracts/config.ts';
import { MusterError } from '../../../../contracts/errors.ts';
import { privateFolder, writeDurably } from '../../../../runtime/files.ts';
import { projectAt } from '../../../../runtime/home.ts';
import { nearest } from '../../../../runtime/text/nearest.ts';
import { readSettings } from '../../../../runtime/text/read-settings.ts';
import { settingNamed, withSetting } from '../../../intake/edit-settings.ts';
import { loadSettings, type Setting } from '../../../intake/settings.ts';
import { trustOf } from '../../../intake/trust.ts';
import { editedText } from '../../acts/edit-file.ts';
import { firstConfig } from '../../acts/first-config.ts';
import { keepTrust } from '../../acts/keep-trust.ts';
import { houseOf, rosterFor } from '../../named/find-agents.ts';
import { plainMusterFolder, projectFolder } from '../../named/project-folder.ts';
import { configTable } from '../../screens/tables/config-table.ts';
import { type Arguments, type Command, type Context, JSON_OPTION } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

/** Read when a daemon starts. Everything else applies from the next run on. */
const AT_START: ReadonlySet<string> = new Set(Object.keys(Config.shape).filter((key) => !Object.hasOwn(ProjectConfig.shape, key)));

export const command: Command = {
  usage: [
    'config  [--json]',
    'config get <key>  [--json]',
    'config set <key> <value>  [--project]',
    'config unset <key>  [--project]',
    'config edit  [--project]',
  ],
  about: [
    'Settings are in config.yaml of the home and, for one project, in its .muster/config.yaml once that is trusted.',
    'They are shown as they apply to the project you are in, each with its source. Setting a key keeps the comments',
    'in the file; an invalid value is refused before anything is written.',
  ].join('\n'),
  words: { least: 0, most: 3, names: 'get|set|unset|edit key value' },
  options: { project: { kind: 'flag', short: 'p', says: 'in .muster/config.yaml of the project you are in' }, ...JSON_OPTION },
  examples: [
    ['muster config', 'all settings, and where each comes from'],
    ['muster config get silence.quiet', 'one setting'],
    ['muster config set agents builtin,claude --project', 'who takes part in this project'],
    ['muster config edit', 'in your editor; an invalid file is not saved'],
    ['muster config set workers.perProvider.claude 2', 'at most two claude workers at once, over all runs'],
  ],
  personOnly: true,
  async run(context, given) {
    const [verb, key, value] = given.words;
    switch (verb) {
      case undefined:
        return show(undefined, given, context);
      case 'get':
        return show(wordOr('key', key), given, context);
      case 'set':
        return write(wordOr('key', key), wordOr('value', value), given.has('project'), context);
      case 'unset':
        return write(wordOr('key', key), undefined, given.has('project'), context);
      case 'edit':
        return edit(key, given.has('project'), context);
      default:
        throw new MusterError(
          'usage',
          `unknown subcommand \`muster config ${verb}\`: use get, set, unset or edit`,
          '`muster help config` has examples.',
        );
    }
  },
};

function wordOr(what: string, word: string | undefined): string {
  if (word !== undefined) return word;
  throw new MusterError('usage', `the ${what} is missing`, 'For example: muster config set silence.quiet 15m');
}

async function show(key: string | undefined, given: Arguments, context: Context): Promise<number> {
  const project = await projectFolder('.', context.cwd);
  const trust = await trustOf(project, await houseOf(context));
  const at = projectAt(project);
  const { all } = await loadSettings({ home: context.home.config, project: trust.kind === 'trusted' ? at.config : undefined });
  const wanted = key === undefined ? all : asked(key, all);
  if (given.has('json')) await context.print(`${JSON.stringify(wanted, null, 1)}\n`);
  else if (key !== undefined && wanted.length === 1 && wanted[0]?.key === key) await context.print(`${plain(wanted[0].value)}\n`);
  else await context.print(configTable(wanted, { home: context.home.config, project: at.config }, context.screen));
  if (trust.kind === 'untrusted') context.tell(`muster: ${trust.says}`);
  return EXIT.done;
}

function asked(key: string, all: readonly Setting[]): Setting[] {
  const known = settingNamed(
    key,
    all.map((it) => it.key),
  );
  return all.filter((it) => it.key === known || it.key.startsWith(`${known}.`));
}

const plain = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

async function write(key: string, value: string | undefined, inProject: boolean, context: Context): Promise<number> {
  const { all } = await loadSettings({ home: context.home.config });
  settingNamed(
    key,
    all.map((it) => it.key),
  );
  const project = inProject ? await projectFolder('.', context.cwd) : undefined;
  const path = project === undefined ? context.home.config : projectAt(project).config;
  const before = (await readSettings(path, 'config-invalid')) ?? '';
  const setting = value === undefined ? undefined : settingFrom(value, key, all);
  const changed = withSetting(before, path, key, setting, project ? ProjectConfig : Config);
  if (value !== undefined) await checkNames(key, changed, project, context);
  const put = () => writeSettings(path, changed, project, context);
  if (project === undefined) await put();
  const trusts = project === undefined ? undefined : await keepTrust(project, context, put);
  await context.print(`${path}: ${value === undefined ? `${key} is no longer set` : `${key} is ${plain(setting)}`}.${when(key)}\n`);
  if (trusts !== undefined) context.tell(`muster: ${trusts}`);
  return EXIT.done;
}

async function edit(surplus: string | undefined, inProject: boolean, context: Context): Promise<number> {
  if (surplus !== undefined)
    throw new MusterError('usage', `unexpected argument \`${surplus}\``, 'The usage is: muster config edit [--project]');
  const project = inProject ? await projectFolder('.', context.cwd) : undefined;
  const path = project === undefined ? context.home.config : projectAt(project).config;
  const before =
    (await readSettings(path, 'config-invalid')) ??
    (project === undefined ? '# Settings of Muster; `muster config` shows those in effect.\n' : firstConfig(undefined));
  await privateFolder(context.home.root);
  const copy = join(context.home.root, `editing-${process.pid}.yaml`);
  const check = (edited: string) => loadSettings(project === undefined ? { home: edited } : { home: context.home.config, project: edited });
  const changed = await editedText(before, copy, check, context);
  if (changed === undefined) {
    await context.print(`${path}: nothing was changed.\n`);
    return EXIT.done;
  }
  const put = () => writeSettings(path, changed, project, context);
  if (project === undefined) await put();
  const trusts = project === undefined ? undefined : await keepTrust(project, context, put);
  await context.print(`${path}: saved. It applies from the next run on, and to the daemon after \`muster up --replace\`.\n`);
  if (trusts !== undefined) context.tell(`muster: ${trusts}`);
  return EXIT.done;
}

/** Refuses well-formed names of agents or providers that do not exist. */
async function checkNames(key: string, changed: string, project: string | undefined, context: Context): Promise<void> {
  const { agents, workers } = (parse(changed) ?? {}) as ConfigFile;
  if (key === 'agents' && agents) agentsNamed(agents, await rosterOf(project, context));
  const providers = key.split('.')[0] === 'workers' ? Object.keys(workers?.perProvider ?? {}) : [];
  const unknown = providers.find((it) => !Object.hasOwn(PROVIDERS, it));
  if (unknown === undefined) return;
  const known = Object.keys(PROVIDERS);
  const right = nearest(unknown, known);
  throw new MusterError(
    'usage',
    `unknown provider \`${unknown}\`${right ? `; did you mean \`${right}\`?` : ''}`,
    `There are ${known.join(', ')}.`,
  );
}

/** Settings of the home may only name agents of the home or of the program. */
async function rosterOf(project: string | undefined, context: Context): Promise<Roster> {
  return project === undefined ? loadRoster({ home: context.home.agents }) : (await rosterFor(project, context)).roster;
}

/** The home's file may be a link, for example into dotfiles. A project's link could lead anywhere, so it is refused. */
async function writeSettings(path: string, text: string, project: string | undefined, { home }: Context): Promise<void> {
  if (project === undefined) {
    await privateFolder(home.root);
    return writeDurably(await realpath(path).catch(() => path), text);
  }
  await plainMusterFolder(project);
  const there = await lstat(path).catch(() => undefined);
  if (there?.isSymbolicLink()) throw new MusterError('usage', `${path} is a symbolic link`, 'Edit the file it points to by hand.');
  return writeDurably(path, text, 0o644);
}

const when = (key: string): string =>
  AT_START.has(key.split('.')[0] ?? '')
    ? ' A running daemon applies it after a restart: muster up --replace'
    : ' It applies from the next run on.';

/** Parsed as YAML; `builtin,claude` is accepted for a list. */
function settingFrom(text: string, key: string, all: readonly Setting[]): unknown {
  const isList = Array.isArray(all.find((it) => it.key === key)?.value);
  if (isList && !/^\s*[[{"']/.test(text)) return text.split(',').map((it) => it.trim());
  try {
    return parse(text);
  } catch {
    return text;
  }
}

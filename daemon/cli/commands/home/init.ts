// muster init: sets up a project, with an inbox of its own.

import { lstat } from 'node:fs/promises';
import { relative } from 'node:path';
import { parse } from 'yaml';
import { ProjectConfig } from '../../../../contracts/config.ts';
import { MusterError } from '../../../../contracts/errors.ts';
import { exists, writeDurably } from '../../../../runtime/files.ts';
import { makeFolders } from '../../../../runtime/folders/make-folders.ts';
import { projectAt } from '../../../../runtime/home.ts';
import { readSettings } from '../../../../runtime/text/read-settings.ts';
import { userFolder } from '../../../../runtime/user-folder.ts';
import { candidatesIn } from '../../../inbox/candidates.ts';
import { withSetting } from '../../../intake/edit-settings.ts';
import { firstConfig } from '../../acts/first-config.ts';
import { keepTrust } from '../../acts/keep-trust.ts';
import { saysYes } from '../../before/ask-consent.ts';
import { giveOrder } from '../../daemon/ask-daemon.ts';
import { type AgentLine, houseOf, lineOf, rosterFor } from '../../named/find-agents.ts';
import { proposalsHere } from '../../named/find-proposals.ts';
import { plainMusterFolder, projectFolder } from '../../named/project-folder.ts';
import { oneOf } from '../../named/severity.ts';
import { proposalsLine } from '../../screens/proposals-screen.ts';
import { type Command, type Context, JSON_OPTION } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

type Done = {
  project: string;
  made: string[];
  there: string[];
  enabled: string[];
  couldBe: string[];
  analysers: string;
  says: string | undefined;
};

export const command: Command = {
  usage: ['init  [--yes] [--agents <a,b>] [--json]'],
  about: [
    'Sets up Muster in this project: .muster/config.yaml with the possible settings, .muster/inbox to drop tasks into, and',
    'a line that keeps the inbox out of git. Asks about each installed agent program: those you enable take part by',
    'default and may receive the code of this project. Existing files are not overwritten.',
  ].join('\n'),
  words: { least: 0, most: 0, names: '' },
  options: {
    yes: { kind: 'flag', short: 'y', says: 'enable every installed agent program, without asking' },
    agents: { kind: 'list', value: '<a,b>', says: 'enable these, without asking' },
    ...JSON_OPTION,
  },
  examples: [
    ['muster init', 'asks about each installed agent'],
    ['muster init --agents claude,codex', 'these two, and the built-in analysers'],
  ],
  personOnly: true,
  async run(context, given) {
    const project = await projectFolder('.', context.cwd);
    await refuseOddPlaces(project, context);
    const installed = await programsFor(project, context);
    const named = given.list('agents').flatMap((it) => it.split(',').map((one) => one.trim()));
    const enabled = await chosen(project, installed, { yes: given.has('yes'), named, json: given.has('json') }, context);
    const providers = [...new Set(enabled.map((it) => it.provider))];
    if (providers.length > 0) await giveOrder(context, { kind: 'allow', project, providers });
    const done: Done = { project, made: [], there: [], enabled: enabled.map((it) => it.name), couldBe: [], analysers: '', says: undefined };
    done.couldBe = installed.filter((it) => !enabled.includes(it)).map((it) => it.name);
    done.analysers = proposalsLine((await proposalsHere({ ...context, cwd: project }, await everyAgent(project, context))).proposals);
    done.says = await keepTrust(project, context, () => layOut(project, done));
    await giveOrder(context, { kind: 'watch', project });
    await context.print(given.has('json') ? `${JSON.stringify(done, null, 1)}\n` : words(done));
    return EXIT.done;
  },
};

/** A task in the inbox of a fresh clone may come from a stranger, and would run at once. */
async function refuseOddPlaces(project: string, context: Context): Promise<void> {
  const { home } = context;
  if (project === userFolder() || !relative(project, home.root).startsWith('..'))
    throw new MusterError('project-refused', `${project} contains Muster’s home (${home.root})`, 'Change to a project directory first.');
  await plainMusterFolder(project);
  const { inbox } = projectAt(project);
  const { watched } = await houseOf(context);
  if (watched.includes(project) || !(await exists(inbox))) return;
  const waiting = await candidatesIn(inbox, (_, error) => {
    throw error;
  });
  if (waiting.length === 0) return;
  throw new MusterError(
    'project-refused',
    `${inbox} contains ${waiting
      .map((it) => it.name)
      .slice(0, 5)
      .join(', ')} already, which would run at once`,
    'Read it, move it away, and run `muster init` again; then drop what you want to run.',
  );
}

async function everyAgent(project: string, context: Context): Promise<{ name: string }[]> {
  return [...(await rosterFor(project, context)).roster.values()];
}

/** Installed programs that would receive code of the project. */
async function programsFor(project: string, context: Context): Promise<AgentLine[]> {
  const { roster, house } = await rosterFor(project, context);
  const lines = await Promise.all([...roster.values()].map((it) => lineOf(it, context.env, house)));
  return lines.filter((it) => it.available && it.sendsCode && it.source !== 'project' && it.roles.includes('analyser'));
}

type Choice = { yes: boolean; named: readonly string[]; json: boolean };

async function chosen(
  project: string,
  installed: readonly AgentLine[],
  { yes, named, json }: Choice,
  context: Context,
): Promise<AgentLine[]> {
  const [first] = named.filter((it) => it !== 'builtin');
  if (first !== undefined && installed.length === 0)
    throw new MusterError(
      'usage',
      `no agent program is installed, so \`${first}\` cannot be enabled`,
      '`muster agents` shows what is missing.',
    );
  if (named.length > 0) {
    const names = new Set(
      named
        .filter((it) => it !== 'builtin')
        .map((it) =>
          oneOf(
            it,
            installed.map((one) => one.name),
            'an agent to enable',
          ),
        ),
    );
    return installed.filter((it) => names.has(it.name));
  }
  if (yes) return [...installed];
  if (json || !context.live || !process.stdin.isTTY) return [];
  const enabled: AgentLine[] = [];
  for (const it of installed) {
    const who = `${it.name}${it.version === null ? '' : ` ${it.version}`}`;
    if (
      await saysYes(`${who} is installed. Allow ${it.provider} to receive the code of ${project} and take part by default? [y/N] `, context)
    )
      enabled.push(it);
  }
  return enabled;
}

async function layOut(project: string, done: Done): Promise<void> {
  const at = projectAt(project);
  const short = (path: string) => relative(project, path);
  const config = await readSettings(at.config, 'config-invalid');
  if (config === undefined) {
    await writeDurably(at.config, firstConfig(done.enabled.length > 0 ? ['builtin', ...done.enabled] : undefined), 0o644);
    done.made.push(short(at.config));
  } else {
    const more = withAgents(config, at.config, done.enabled);
    if (more !== config) await writeDurably(at.config, more, 0o644);
    done.there.push(short(at.config));
  }
  const there = await lstat(at.inbox).catch(() => undefined);
  await makeFolders(at.inbox, 0o700);
  (there ? done.there : done.made).push(short(at.inbox));
  const ignore = `${at.folder}/.gitignore`;
  const lines = (await readSettings(ignore, 'io-failed')) ?? '';
  if (lines.split('\n').some((it) => /^\/?inbox\/?$/.test(it.trim()))) done.there.push(short(ignore));
  else {
    await writeDurably(ignore, `${lines}${lines === '' || lines.endsWith('\n') ? '' : '\n'}inbox/\n`, 0o644);
    done.made.push(short(ignore));
  }
}

/** Adds to the agents already listed. One that was removed by hand is added only when it is named again. */
function withAgents(text: string, path: string, enabled: readonly string[]): string {
  const { agents = ['builtin'] } = ((parse(text) as { agents?: string[] } | null) ?? {}) as { agents?: string[] };
  const seated = new Set(agents.map((it) => it.split('@')[0]));
  const fresh = enabled.filter((it) => !seated.has(it));
  return fresh.length === 0 ? text : withSetting(text, path, 'agents', [...agents, ...fresh], ProjectConfig);
}

function words({ project, made, there, enabled, couldBe, analysers, says }: Done): string {
  const lines = [
    `Muster is set up in ${project}.`,
    ...(made.length > 0 ? [`  created: ${made.join(', ')}`] : []),
    ...(there.length > 0 ? [`  already there: ${there.join(', ')}`] : []),
    `  take part by default: the built-in analysers${enabled.length > 0 ? `, ${enabled.join(', ')}` : ''} and the agents that .muster/config.yaml names`,
    ...(couldBe.length > 0 ? [`  to add installed agents: muster init --agents ${couldBe.join(',')}`] : []),
    ...(analysers === '' ? [] : [`  ${analysers}`]),
    ...(says === undefined ? [] : [`  ${says}`]),
    '',
    'Next: muster review, or drop a task file into .muster/inbox while the daemon runs (muster up).',
  ];
  return `${lines.join('\n')}\n`;
}

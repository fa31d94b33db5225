// muster hook install|remove|status|run: a git hook that reviews what is pushed.

import { failureOf, MusterError } from '../../../../contracts/errors.ts';
import { MOST_AGENTS } from '../../../../contracts/ids.ts';
import { Duration, millis } from '../../../../contracts/time.ts';
import { nearest } from '../../../../runtime/text/nearest.ts';
import { launcherPath } from '../../../process/launcher.ts';
import { HOOKS, type HookName } from '../../hooks/hook-file.ts';
import { installHook, lookAtHook, type Placed, removeHook } from '../../hooks/place-hook.ts';
import { runHook } from '../../hooks/run-hook.ts';
import { rosterFor } from '../../named/find-agents.ts';
import { projectFolder } from '../../named/project-folder.ts';
import { severityOf } from '../../named/severity.ts';
import { joinedLines } from '../../screens/lines/layout.ts';
import { type Arguments, type Command, type Context, JSON_OPTION } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

const DEFAULT_HOOK: HookName = 'pre-push';
const WITHIN: Readonly<Record<HookName, string>> = { 'pre-push': '2m', 'post-commit': '10s' };

export const command: Command = {
  usage: [
    'hook install [pre-push|post-commit] [--agents <a,b>] [--fail-on <severity>] [--within <time>] [--chain]',
    'hook remove [pre-push|post-commit]',
    'hook status [--json]',
  ],
  about: [
    'pre-push reviews what is pushed and blocks the push if a finding of the severity --fail-on or higher remains (default: major).',
    'It waits at most --within (default: 2m), then the push goes on. Nothing else blocks a push, not even a failure of Muster.',
    'post-commit hands each commit to the daemon and does not wait for the review. An existing hook is never overwritten: with',
    '--chain it is kept, runs first, and is restored by `remove`. The hook is installed where git looks for it, also with',
    'core.hooksPath, unless that folder may serve other repositories.',
  ].join('\n'),
  words: { least: 1, most: 4, names: 'install|remove|status pre-push|post-commit' },
  options: {
    'agents': { kind: 'list', value: '<a,b>', says: 'who reviews (default: the built-in analysers)' },
    'fail-on': { kind: 'text', value: '<severity>', says: 'block a push for a finding of this severity or higher' },
    'within': { kind: 'text', value: '<time>', says: 'wait no longer than this, such as 90s or 5m' },
    'chain': { kind: 'flag', says: 'keep the existing hook, and run it first' },
    'first': { kind: 'text', value: '<path>', says: 'for the hook itself: the previous hook' },
    ...JSON_OPTION,
  },
  examples: [
    ['muster hook install', 'review each push of this repository, for at most 2 minutes'],
    ['muster hook install pre-push --within 5m --fail-on critical', 'wait longer, and only for the worst'],
    ['muster hook install post-commit', 'review each commit in the background'],
    ['muster hook status', 'which hooks are there, and whose'],
    ['muster hook remove', 'remove it, and restore the previous hook'],
  ],
  personOnly: true,
  async run(context, given) {
    const [act = '', named, ...words] = given.words;
    if (act === 'run') {
      try {
        return await run(hookNamed(named), words, given, context);
      } catch (error) {
        // A hook with wrong arguments, or one that fails to start, must not hold back git.
        context.tell(`muster: nothing was reviewed: ${failureOf(error).message}`);
        return EXIT.done;
      }
    }
    if (words.length > 0) throw new MusterError('usage', `unexpected argument \`${words[0]}\``, '`muster hook --help` shows the usage.');
    const project = await projectFolder('.', context.cwd);
    switch (act) {
      case 'install':
        return install(hookNamed(named), project, given, context);
      case 'remove': {
        const { path, removed, back } = await removeHook(hookNamed(named), project);
        const says = removed
          ? `Removed ${path}${back ? '; the hook that was there before is back' : ''}.`
          : `${path} is not a hook of Muster; nothing was changed.`;
        await context.print(`${says}\n`);
        return EXIT.done;
      }
      case 'status':
        return status(project, given.has('json'), context);
      default: {
        const right = nearest(act, ['install', 'remove', 'status']);
        throw new MusterError('usage', `unknown: hook ${act}${right ? `; did you mean ${right}?` : ''}`, 'Use install, remove or status.');
      }
    }
  },
};

function hookNamed(given: string | undefined): HookName {
  const found = HOOKS.find((it) => it === (given ?? DEFAULT_HOOK));
  if (found) return found;
  throw new MusterError('usage', `no such hook: ${given}`, `Use one of ${HOOKS.join(', ')}.`);
}

function withinOf(given: Arguments, name: HookName): string {
  const within = given.text('within') ?? WITHIN[name];
  if (Duration.safeParse(within).success) return within;
  throw new MusterError('usage', `--within must be a time, not \`${within}\``, 'Write 90s, 5m or 1h.');
}

const agentsOf = (given: Arguments): string[] => {
  const agents = given
    .list('agents')
    .flatMap((it) => it.split(','))
    .map((it) => it.trim())
    .filter((it) => it !== '');
  return agents.length === 0 ? ['builtin'] : agents;
};

async function install(name: HookName, project: string, given: Arguments, context: Context): Promise<number> {
  const failOn = severityOf(given.text('fail-on'), '--fail-on') ?? 'major';
  const within = withinOf(given, name);
  const agents = agentsOf(given);
  const { roster } = await rosterFor(project, context);
  const strange = agents.find((it) => it !== 'builtin' && !roster.has(it.split('@')[0] ?? ''));
  if (strange !== undefined) throw new MusterError('agent-unknown', `there is no agent \`${strange}\``, 'muster agents lists them.');
  const options = ['--agents', agents.join(','), ...(name === 'pre-push' ? ['--fail-on', failOn] : []), '--within', within];
  const hook = { name, program: [process.execPath, launcherPath()] as const, options };
  if (agents.length > MOST_AGENTS)
    throw new MusterError('usage', `\`--agents\` names ${agents.length} agents; a review has at most ${MOST_AGENTS}`, 'Name fewer.');
  const { path, first } = await installHook(hook, { project, chain: given.has('chain') });
  const chained = first === undefined ? '' : ` The hook that was there runs first (${first}).`;
  const says =
    name === 'pre-push'
      ? `each push is reviewed by ${agents.join(', ')} for at most ${within}, and held back for a finding of severity ${failOn} or higher`
      : `each commit is handed over for review by ${agents.join(', ')}`;
  await context.print(`Wrote ${path}: ${says}.${chained}\nTo remove it: muster hook remove ${name}\n`);
  return EXIT.done;
}

async function status(project: string, json: boolean, { print, screen }: Context): Promise<number> {
  const all = await Promise.all(HOOKS.map(async (name) => ({ name, ...(await lookAtHook(name, project)) })));
  if (json)
    await print(
      `${JSON.stringify(
        all.map(({ name, path, is }) => ({ hook: name, path, ...is })),
        null,
        1,
      )}\n`,
    );
  else
    await print(
      joinedLines(
        screen.ends,
        all.map(({ name, path, is }) => `${name}: ${wordsFor(is)} (${path})`),
      ),
    );
  return EXIT.done;
}

function wordsFor(is: Placed['is']): string {
  switch (is.kind) {
    case 'absent':
      return 'not there';
    case 'other':
      return "there, and not Muster's";
    case 'changed':
      return 'of Muster, and changed since';
    case 'ours':
      return `of Muster: ${is.runs}`;
  }
}

async function run(name: HookName, words: readonly string[], given: Arguments, context: Context): Promise<number> {
  const failOn = severityOf(given.text('fail-on'), '--fail-on') ?? 'major';
  const input = name === 'pre-push' ? await standardInput() : '';
  const asked = { name, words, agents: agentsOf(given), failOn, within: millis(withinOf(given, name)), first: given.text('first'), input };
  return runHook(asked, context);
}

async function standardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

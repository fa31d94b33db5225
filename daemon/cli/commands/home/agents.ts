// muster agents: lists the agents, and checks one of them.

import { misnamedWords } from '../../../../agents/roster.ts';
import { MusterError } from '../../../../contracts/errors.ts';
import { agentNamed, checkAgent } from '../../acts/check-agent.ts';
import { giveOrder } from '../../daemon/ask-daemon.ts';
import { findAgents } from '../../named/find-agents.ts';
import { proposalsHere } from '../../named/find-proposals.ts';
import { checkScreen } from '../../screens/check-screen.ts';
import { proposalsLine, proposalsScreen } from '../../screens/proposals-screen.ts';
import { agentsTable } from '../../screens/tables/agents-table.ts';
import { type Arguments, type Command, type Context, JSON_OPTION } from '../../words/command.ts';
import { errorLine } from '../../words/error-line.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['agents  [--models] [--json]', 'agents propose  [--json]', 'agents check <name>  [--json]', 'agents force <name>'],
  about: [
    'Lists the built-in agents, those in ~/.muster/agents/*.md, and those in .muster/agents/ of a trusted project. `propose` lists',
    'analysers that the project already uses (eslint, ruff, gitleaks …) as agent definitions that you can save. They are recognised',
    'by their settings and programs; nothing is started. `check` has the agent write one small result about an empty folder, in the',
    'same way as a real worker. With a model that costs a few thousand tokens. The outcome is remembered for that version of the',
    'program: a version that failed is not used until it passes a check or you force it.',
  ].join('\n'),
  words: { least: 0, most: 2, names: 'propose|check|force name' },
  options: {
    models: { kind: 'flag', says: 'ask each program for the models it knows' },
    ...JSON_OPTION,
  },
  examples: [
    ['muster agents', 'roles, account, last check, and why an agent cannot work'],
    ['muster agents propose', 'analysers of this project that can take part, with their definitions'],
    ['muster agents check codex', 'after an update'],
    ['muster agents force codex', 'use this version although its check failed'],
  ],
  async run(context, given) {
    const [what, name] = given.words;
    if (what === undefined) return list(context, given);
    if (what === 'propose') return propose(name, context, given);
    if (what !== 'check' && what !== 'force')
      throw new MusterError(
        'usage',
        `unknown subcommand \`muster agents ${what}\``,
        'Use `muster agents propose`, `muster agents check <name>` or `muster agents force <name>`.',
      );
    if (name === undefined)
      throw new MusterError('usage', `\`muster agents ${what}\` needs the name of an agent`, '`muster agents` lists them.');
    if (context.env.MUSTER_DISPATCH !== undefined)
      throw new MusterError(
        'not-allowed-here',
        `\`muster agents ${what}\` is for people; this is the environment of the worker ${context.env.MUSTER_DISPATCH}`,
        'Say in your result what should be done; a person decides.',
      );
    return what === 'check' ? check(name, context, given) : force(name, context);
  },
};

async function list(context: Context, given: Arguments): Promise<number> {
  const { agents, says, roster } = await findAgents(context, { models: given.has('models') });
  await context.print(given.has('json') ? `${JSON.stringify(agents, null, 1)}\n` : agentsTable(agents, context.screen));
  const ready = given.has('json') ? '' : proposalsLine((await proposalsHere(context, agents)).proposals);
  if (ready !== '') context.tell(`muster: ${ready}`);
  for (const { error } of roster.broken ?? []) context.tell(errorLine(error));
  for (const path of roster.misnamed ?? []) context.tell(`muster: ${misnamedWords(path)}`);
  if (says !== undefined) context.tell(`muster: ${says}`);
  return EXIT.done;
}

async function propose(extra: string | undefined, context: Context, given: Arguments): Promise<number> {
  if (extra !== undefined)
    throw new MusterError('usage', `unexpected argument \`${extra}\``, '`muster agents propose` takes no name; run it in a project.');
  const { agents } = await findAgents(context);
  const found = await proposalsHere(context, agents);
  await context.print(given.has('json') ? `${JSON.stringify(found.proposals, null, 1)}\n` : proposalsScreen(found, context.home.agents));
  return EXIT.done;
}

async function check(name: string, context: Context, given: Arguments): Promise<number> {
  const outcome = await checkAgent(name, given.has('json'), context);
  if ('left' in outcome) return outcome.left;
  if (!('check' in outcome))
    throw new MusterError(
      'binding-refused',
      `${name} could not be checked: ${outcome.message.replace(/\.+$/, '')}`,
      `muster show ${outcome.run}`,
    );
  await context.print(given.has('json') ? `${JSON.stringify(outcome.check, null, 1)}\n` : checkScreen(outcome.check, context.screen));
  return outcome.check.outcome === 'passed' ? EXIT.done : EXIT.failed;
}

async function force(name: string, context: Context): Promise<number> {
  const { version } = await agentNamed(name, context);
  if (version === null)
    throw new MusterError('usage', `${name} cannot be forced: its version is unknown`, '`muster agents` shows who can work.');
  await giveOrder(context, { kind: 'force-agent', agent: name, version });
  await context.print(`${name} ${version} is used again, until a check of it fails.\n`);
  return EXIT.done;
}

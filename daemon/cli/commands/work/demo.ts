// muster demo: reviews a small sample project, or repairs one.

import { join } from 'node:path';
import { PLANTED_FIX } from '../../../demo/planted-fix.ts';
import { openPage } from '../../acts/open-page.ts';
import { playFix } from '../../demo/demo-fix.ts';
import { type DemoGround, makeDemoGround } from '../../demo/demo-project.ts';
import { liveBlock } from '../../follow/block/live-block.ts';
import { plainLines, silentDisplay } from '../../follow/displays.ts';
import { followRun } from '../../follow/follow-run.ts';
import { onSignals } from '../../follow/signals.ts';
import { closingScreen } from '../../screens/closing-screen.ts';
import { paintFor } from '../../screens/lines/paint.ts';
import { type Command, type Context, JSON_OPTION } from '../../words/command.ts';
import { EXIT, exitOfRun } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['demo  [--fix] [--open] [--clean] [--json]'],
  about: [
    'Makes a small repository with planted problems and a separate home in a temporary folder, drops a task file into',
    'the inbox, and shows how it becomes a report. The workers are the built-in analysers: real programs in real',
    'terminal sessions, with no model, account or network. Takes a few seconds.',
    'With --fix it goes on to repaired code: red tests, a plan that you approve, stages that the program proves, and `muster apply`.',
  ].join('\n'),
  words: { least: 0, most: 0, names: '' },
  options: {
    fix: { kind: 'flag', says: 'from red tests to green ones: plan, approval, stages, proof, apply' },
    open: { kind: 'flag', says: 'open the report in a browser' },
    clean: { kind: 'flag', says: 'delete its folder at the end' },
    ...JSON_OPTION,
  },
  examples: [
    ['muster demo', 'see it happen'],
    ['muster demo --fix', 'see a plan made, carried out and applied; under a minute'],
    ['muster demo --open', 'and open the report at the end'],
  ],
  async run(context, given) {
    const leave = onSignals(context);
    const fix = given.has('fix');
    const ground = fix ? await makeDemoGround(context, 'tide-bell', PLANTED_FIX) : await makeDemoGround(context, 'tide-table');
    let how: 'leave' | 'now' = 'now';
    try {
      const asked = { stop: leave.signal, json: given.has('json'), open: given.has('open') };
      const code = fix ? await playFix(ground, asked) : await play(ground, asked);
      if (code !== undefined) how = 'leave';
      return code ?? leave.code();
    } finally {
      leave.forget();
      await ground.close(how);
      if (given.has('clean')) await ground.remove();
      else if (!given.has('json')) await context.print(kept(ground, context));
    }
  },
};

type FixDemo = Parameters<typeof playFix>[1];

/** Undefined when the person left early. */
async function play(ground: DemoGround, { stop, json, open }: FixDemo): Promise<number | undefined> {
  const { context, project } = ground;
  const say = (text: string) => (json ? Promise.resolve() : context.print(`${text}\n`));
  const paint = paintFor(context.screen.color);
  await say(`A small repository with planted problems:\n    ${project}`);
  const { path, text } = await ground.drop({ name: 'tide-table.md', title: 'What is wrong with the tide table?', type: 'review' });
  await say(`A task file, dropped into the inbox:\n    ${path}`);
  if (!json)
    await context.print(
      text
        .replace(/^(?=.)/gm, '    ')
        .split('\n')
        .map(paint.dim)
        .join('\n'),
    );
  const daemon = await ground.start();
  try {
    const run = await ground.run(stop);
    await say(`The daemon picked it up as ${run}. Five built-in analysers look, then judge each other’s findings.\n`);
    const display = json ? silentDisplay(context) : context.live ? liveBlock(context) : plainLines(context, false);
    const followed = await followRun(run, { first: daemon, display, leave: stop, waits: true }, context);
    if (followed.kind !== 'ended') return followed.kind === 'stopped' ? EXIT.noDaemon : undefined;
    await context.print(json ? `${JSON.stringify(followed.view, null, 1)}\n` : closingScreen(followed.view, context.screen));
    if (open) await openPage(join(context.home.run(run).report, 'report.html'), context.env);
    return exitOfRun(followed.view);
  } finally {
    daemon.close();
  }
}

function kept({ folder, context: { home } }: DemoGround, { screen }: Context): string {
  const paint = paintFor(screen.color);
  return [
    '',
    'The demo’s daemon has stopped. To try the commands above on this run:',
    `    ${paint.cyan(`export MUSTER_HOME=${home.root}`)}`,
    `Everything is in ${folder}. When you are done:`,
    `    ${paint.cyan(`unset MUSTER_HOME; rm -r ${folder}`)}`,
    `For your own code: ${paint.cyan('cd <a git repository>; muster review --all')}`,
    '',
  ].join('\n');
}

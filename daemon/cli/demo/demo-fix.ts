// The demo that goes all the way: failing tests, a plan, a person's approval, stages that the program
// proves, and the work on the branch. Everything is done with the commands that a person would use.

import { join } from 'node:path';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { runProgram } from '../../../runtime/processes/run-program.ts';
import { carriedOut } from '../../../skills/phases/execution/report/sentences.ts';
import { oneLine } from '../../../skills/wording/plain-text.ts';
import { openPage } from '../acts/open-page.ts';
import { saysYes } from '../before/ask-consent.ts';
import { command as applyCommand } from '../commands/take/apply.ts';
import { giveOrder } from '../daemon/ask-daemon.ts';
import { liveBlock } from '../follow/block/live-block.ts';
import { plainLines, silentDisplay } from '../follow/displays.ts';
import { type Followed, followRun } from '../follow/follow-run.ts';
import { closingScreen } from '../screens/closing-screen.ts';
import { paintFor } from '../screens/lines/paint.ts';
import type { Arguments } from '../words/command.ts';
import { EXIT, exitOfRun } from '../words/exit-code.ts';
import type { DemoGround } from './demo-project.ts';

export type FixAsked = { stop: AbortSignal; json: boolean; open: boolean };

/** Undefined when the person left early. */
export async function playFix(ground: DemoGround, { stop, json, open }: FixAsked): Promise<number | undefined> {
  const { context, project } = ground;
  const paint = paintFor(context.screen.color);
  const say = (text: string) => (json ? Promise.resolve() : context.print(`${text}\n`));
  const chapter = (n: number, text: string) => say(`\n${paint.bold(`${n}. ${text}`)}`);
  const follow = async (run: string, { waits, quiet = false }: { waits: boolean; quiet?: boolean }): Promise<Followed> => {
    const first = await ground.start();
    const display = json || quiet ? silentDisplay(context) : context.live ? liveBlock(context) : plainLines(context, false);
    return followRun(run, { first, display, leave: stop, waits }, context);
  };

  await chapter(1, 'A small repository whose tests are red');
  await say(`    ${project}\n${await testLines(ground)}`);

  await chapter(2, 'A plan: five built-in analysers look, a planner plans, a verifier judges it');
  await ground.drop({
    name: 'plan.md',
    title: 'Make the tests of the tide bell pass',
    type: 'implementation-planning',
    more: 'agents: [builtin]\n',
  });
  const daemon = await ground.start();
  const plan = await ground.run(stop).finally(() => daemon.close());
  const asked = await follow(plan, { waits: false });
  if (asked.kind !== 'waiting') return ended(asked);
  await say(planLines(asked.view).join('\n'));

  await chapter(3, 'Your approval: nothing is carried out without it');
  if (!(await approve(asked.view, ground, json))) return EXIT.rejected;
  const planned = await follow(plan, { waits: true, quiet: true });
  if (planned.kind !== 'ended' || planned.view.outcome !== 'completed') return ended(planned);

  await chapter(4, 'The stages, each in a clone, committed and proved by the program');
  await ground.drop({ name: 'fix.md', title: 'Carry out the plan', type: 'implementation', more: `plan: ${plan}\nagents: [builtin]\n` });
  const done = await follow(await ground.run(stop), { waits: true });
  if (done.kind !== 'ended') return ended(done);
  await context.print(
    json ? `${JSON.stringify(done.view, null, 1)}\n` : `${proofLines(done.view).join('\n')}\n${closingScreen(done.view, context.screen)}`,
  );
  if (exitOfRun(done.view) !== EXIT.done) return exitOfRun(done.view);

  await chapter(5, `muster apply ${done.view.id}`);
  const code = await applyCommand.run(json ? { ...context, print: async () => {} } : context, only(done.view.id));
  await say(await testLines(ground));
  if (open) await openPage(join(context.home.run(done.view.id).report, 'report.html'), context.env);
  return code;
}

const ended = (it: Followed): number | undefined =>
  it.kind === 'ended' ? exitOfRun(it.view) : it.kind === 'stopped' ? EXIT.noDaemon : it.kind === 'waiting' ? EXIT.waiting : undefined;

const only = (run: string): Arguments => ({
  words: [run],
  has: (option) => option === 'yes',
  text: () => undefined,
  list: () => [],
});

/** The results of the project's own tests, run as a person would run them. */
async function testLines({ project, context }: DemoGround): Promise<string> {
  const { NODE_TEST_CONTEXT: _, ...env } = context.env;
  const argv = ['--test', '--test-reporter=tap'];
  const { stdout } = await runProgram(process.execPath, argv, {
    cwd: project,
    env: env as Record<string, string>,
    maxBytes: 1_000_000,
    atMost: 30_000,
  });
  const paint = paintFor(context.screen.color);
  const lines = stdout
    .toString('utf8')
    .split('\n')
    .flatMap((line) => /^(not ok|ok) \d+ - (.+)$/.exec(line)?.slice(1, 3).join('\t') ?? []);
  return lines
    .map((line) => line.split('\t'))
    .map(([how, name = '']) => `    ${how === 'ok' ? paint.green('pass') : paint.red('FAIL')}  ${oneLine(name)}`)
    .join('\n');
}

function planLines({ plan }: RunView): string[] {
  return (plan?.plan.stages ?? []).map(({ id, title, files }) => `    ${id}: ${oneLine(title)} (${files.join(', ')})`);
}

function proofLines(view: RunView): string[] {
  return (carriedOut(view)?.stages ?? []).flatMap(({ id, proofs }) =>
    proofs
      .filter(({ b }) => b !== '–')
      .map(({ validator, b, h, outcome }) => `    ${id}: ${validator}: before ${b}, with the work ${h}: ${outcome}`),
  );
}

/** Asks the person at the terminal; without a terminal, starting the demo counts as approval. */
async function approve(view: RunView, { context }: DemoGround, json: boolean): Promise<boolean> {
  const gate = view.gates.find(({ answer }) => answer === null)?.gate;
  if (!gate) return false;
  const live = !json && context.live && process.stdin.isTTY === true;
  if (live && !(await saysYes('Approve this plan? [y/N] ', context))) return false;
  const { id, shown } = gate;
  if (!live && !json) await context.print(`    muster approve ${id}\n`);
  await giveOrder(context, { kind: 'answer', run: view.id, gate: id, answer: 'approve', shown });
  return true;
}

// Before a project's code is sent to a provider for the first time, a person at a terminal sees what
// would be sent to whom, with which account and within what limits, and is asked once.

import { createInterface } from 'node:readline';
import { giveOrder } from '../daemon/ask-daemon.ts';
import type { TaskText } from '../daemon/submit-task.ts';
import { previewScreen } from '../screens/preview-screen.ts';
import type { Context } from '../words/command.ts';
import { checkTask } from './check-task.ts';
import { previewBase } from './preview-base.ts';
import { previewPlan } from './preview-plan.ts';

/**
 * `not-asked` if consent was given before, or there is no terminal: then the run waits and says for what. A task that cannot be read is
 * left to the daemon, which refuses it with its own message.
 */
export async function askConsent(task: TaskText, command: string, context: Context): Promise<'given' | 'refused' | 'not-asked'> {
  // A task read from standard input has used up the terminal's input.
  const seated = context.live && process.stdin.isTTY && !process.stdin.readableEnded;
  if (!seated) return 'not-asked';
  const wouldBe = await checkTask(task, command, context).catch(() => undefined);
  const plan = wouldBe && (await previewPlan(wouldBe, context).catch(() => undefined));
  if (!plan || plan.seats.some((it) => !it.agent.available)) return 'not-asked';
  const providers = [...new Set(plan.seats.filter((it) => it.consent === 'needed').map((it) => it.agent.provider))].sort();
  if (providers.length === 0) return 'not-asked';

  const ahead = await previewBase(wouldBe.task, wouldBe.config, context.home.bases);
  const { project } = wouldBe.task;
  const head = `${providers.join(' and ')} would receive code of ${project} for the first time.`;
  const view = { task: wouldBe.task, template: wouldBe.template.name, ahead, plan };
  await context.print(previewScreen(view, context.home.runs, context.screen, head));
  if (!(await saysYes(`Allow ${providers.join(' and ')} to receive the code of this project, now and in later runs? [y/N] `, context)))
    return 'refused';
  await giveOrder(context, { kind: 'allow', project, providers });
  return 'given';
}

/** Anything but yes means no, including Ctrl-C. */
export function saysYes(question: string, { clean }: Pick<Context, 'clean'>): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  return new Promise((resolve) => {
    lines.once('close', () => resolve(false));
    lines.once('SIGINT', () => lines.close());
    lines.question(`\n${clean(question)}`, (answer) => {
      resolve(/^\s*y(es)?\s*$/i.test(answer));
      lines.close();
    });
  });
}

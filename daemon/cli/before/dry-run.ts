// `--dry-run`: shows everything that is decided before the first worker starts, and starts nothing.
// Needs no daemon and writes nothing to the journal.

import { MusterError } from '../../../contracts/errors.ts';
import { listed } from '../../../skills/wording/numbers.ts';
import { plainText } from '../../../skills/wording/plain-text.ts';
import type { TaskText } from '../daemon/submit-task.ts';
import { previewScreen } from '../screens/preview-screen.ts';
import type { Context } from '../words/command.ts';
import { EXIT } from '../words/exit-code.ts';
import { checkTask } from './check-task.ts';
import { previewBase } from './preview-base.ts';
import { previewPlan, type SeatPreview } from './preview-plan.ts';

/** The prompts come first, so that the summary stays visible on a terminal. */
function promptsAhead(seats: readonly SeatPreview[]): string {
  const asked = Map.groupBy(
    seats.filter((it) => it.prompt !== null && it.agent.provider !== 'builtin'),
    (it) => it.prompt,
  );
  return [...asked]
    .map(([text, who]) => `── Prompt of ${listed(who.map((it) => it.seat))} ──\n\n${plainText(text ?? '').trimEnd()}\n\n`)
    .join('');
}

/** An unknown agent in a task is not a usage error: the run itself would end with it. */
function asInRun(error: unknown): never {
  if (!(error instanceof MusterError) || error.code !== 'agent-unknown') throw error;
  throw new MusterError('binding-refused', error.message, error.hint);
}

export async function dryRun(task: TaskText, command: string, json: boolean, context: Context): Promise<number> {
  const wouldBe = await checkTask(task, command, context);
  const ahead = await previewBase(wouldBe.task, wouldBe.config, context.home.bases);
  const plan = await previewPlan(wouldBe, context).catch(asInRun);
  const all = { task: wouldBe.task, template: wouldBe.template.name, ahead, plan };
  await context.print(
    json ? `${JSON.stringify(all, null, 1)}\n` : `${promptsAhead(plan.seats)}${previewScreen(all, context.home.runs, context.screen)}`,
  );
  return EXIT.done;
}

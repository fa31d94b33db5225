// Ends an attempt: looks once more, so that a worker with a finished result is never killed; ends the
// session and everything that it started; then looks at what it left.

import { lastLineOf } from '../../../agents/providers/printed.ts';
import { usageSince } from '../../../agents/usage-since.ts';
import { localOf } from '../../../contracts/ids.ts';
import type { Usage } from '../../../contracts/usage.ts';
import { ErrorLine } from '../../../contracts/work/heartbeat.ts';
import { estimateUsage } from '../../../skills/dispatch/estimate-usage.ts';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import { mustHave } from '../../../skills/run/must-have.ts';
import type { EffectContext } from '../effect-context.ts';
import type { Files } from '../world/files.ts';
import { examineEarly } from './early-examination.ts';
import { endSession } from './end-session.ts';
import { keepAnswer } from './keep-answer.ts';
import { placeOf } from './look.ts';

type EndEffect = Extract<RunEffect, { kind: 'end' }>;

/** How much of the end of its output is read, for usage and last messages. */
const OUTPUT_CAP = 4 * 1024 * 1024;
const ERRORS_CAP = 1024 * 1024;
const MOST_ERRORS = 200;

export async function endAttempt(run: string, order: EndEffect, context: EffectContext): Promise<RunObservation> {
  const { dispatch, attempt, seat } = order;
  const key = `${dispatch}.${attempt}`;
  const place = placeOf(run, dispatch, attempt, context);

  const ending = await endSession(order, {
    look: (session) => context.poller.lookOnce(place, { session }),
    stop: () => context.host.stop(key),
  });
  const { look } = ending;
  // An accepted answer is kept already, and whatever the worker wrote after it does not count.
  if (order.reason !== 'done') await keepAnswer(order.watch, look, context.objects);
  if (ending.kind === 'spared') return { kind: 'looked', dispatch, attempt, look };
  const { view } = ending;
  if (order.reason === 'done' && view?.end) examineEarly(context.workspace, dispatch);
  const { end, output: tail } = view ? await context.host.collect(key) : { end: null, output: '' };
  const kept = context.files.printed(context.home.run(run).transcript(localOf(dispatch), attempt), OUTPUT_CAP);
  const output = kept.length > tail.length ? kept : tail;
  const whole = view !== undefined && Buffer.byteLength(output) >= view.outputBytes;
  const provider = mustHave(context.agents.provider(seat.provider), `unknown provider ${seat.provider}`);
  const { usage, countsOn, because, session, model, unread } = provider.readEnd({ output, whole, end, at: context.clock.now() });
  const lastLine = lastLineOf(output);
  context.poller.forget(key);
  context.slots.free(key);
  return {
    kind: 'ended',
    dispatch,
    attempt,
    look,
    end,
    usage: countsOn ? usageSince(usage, usedBefore(order, session)) : usage,
    ...estimated(usage, order, output),
    age: view?.age ?? 0,
    errors: await errorLines(context.home.run(run).results(localOf(dispatch)).errors, context.files),
    because,
    ...(lastLine === undefined ? {} : { lastLine }),
    ...(isName(session) ? { session } : {}),
    ...(isName(model) ? { model } : {}),
    ...(unread ? { unread } : {}),
  };
}

/** An estimate for a paid program that does not report its usage. */
function estimated(usage: Usage, { seat, promptBytes: prompt }: EndEffect, output: string): { estimate?: Usage } {
  if (usage.source !== 'unavailable' || seat.paid !== true || prompt === null) return {};
  return { estimate: estimateUsage({ prompt, printed: Buffer.byteLength(output), turns: usage.turns }) };
}

/** The usage of earlier attempts in the conversation that this one continued. */
const usedBefore = ({ earlier }: EndEffect, session: string | undefined): Usage[] =>
  earlier.filter((it) => it.session === session).map((it) => it.usage);

/** A worker can print anything, and one of these names goes back onto a command line. */
const isName = (it: string | undefined): it is string => it !== undefined && /^\w[\w.:@/[\]-]{0,199}$/.test(it);

/** The errors that the worker itself reported; lines in another form are skipped. */
async function errorLines(path: string, files: Files): Promise<ErrorLine[]> {
  const read = await files.readBounded(path, ERRORS_CAP);
  if (read.kind !== 'read') return [];
  const lines: ErrorLine[] = [];
  for (const line of read.bytes.toString('utf8').split('\n')) {
    if (line.trim() === '' || lines.length >= MOST_ERRORS) continue;
    try {
      lines.push(ErrorLine.parse(JSON.parse(line)));
    } catch {
      // Not an error line.
    }
  }
  return lines;
}

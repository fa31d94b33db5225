// muster journal <run>: the events of a run.

import type { EventEnvelope, StreamName } from '../../../../contracts/event.ts';
import { hideDeep } from '../../../../runtime/secrets/deep.ts';
import { rareFileWaker } from '../../../../runtime/watch/rare-file-waker.ts';
import type { MusterLedger } from '../../../../skills/events.ts';
import { sayEvent } from '../../../../skills/wording/journal/say-event.ts';
import { mustHaveRecords, runMeant } from '../../named/records.ts';
import { journalLines } from '../../screens/journal-lines.ts';
import type { Command, Context } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['journal [run|house]  [--follow] [--json]'],
  about:
    'All events of a run, in order: everything Muster knows about it. Without a run: the newest of this project. `house` has the events that belong to no run.',
  words: { least: 0, most: 1, names: 'run' },
  options: {
    follow: { kind: 'flag', short: 'f', says: 'keep printing until the run has ended' },
    json: { kind: 'flag', says: 'the events themselves, one JSON object per line' },
  },
  examples: [
    ['muster journal r-k3f', 'what happened, one sentence per event'],
    [`muster journal r-k3f --json | jq -c 'select(.type == "attempt.ended") | .payload'`, 'how each attempt ended'],
    ['muster journal r-k3f -f', 'as it happens'],
  ],
  async run(context, given) {
    const [wanted] = given.words;
    await using records = await mustHaveRecords(context, wanted);
    const stream: StreamName = wanted === 'house' ? 'house' : `run/${await runMeant(wanted, records, context)}`;
    const follow = given.has('follow');
    for await (const events of batches(stream, records.ledger, follow, context)) {
      const shown = hideDeep(events, context.hide);
      const lines: string[] = [];
      for (const it of shown) {
        if (given.has('json')) lines.push(JSON.stringify(it));
        else lines.push(...journalLines(it, await saidOf(it), context.screen));
      }
      await context.print(lines.map((line) => `${line}\n`).join(''));
    }
    return EXIT.done;
  },
};

async function saidOf(event: EventEnvelope): Promise<string> {
  if (event.stream === 'house') return JSON.stringify(event.payload);
  const said = saidPlainly(event);
  if (said !== undefined) return said;
  const { describeEvent } = await import('../../../../skills/wording/journal/describe-event.ts');
  return describeEvent(event);
}

/** The writer of an event has validated it, so the schema is needed only if a different version meant something else by it. */
function saidPlainly(event: EventEnvelope): string | undefined {
  try {
    const said = sayEvent(event);
    return said === undefined || /\bundefined\b|\bNaN\b|\[object /.test(said) ? undefined : said;
  } catch {
    return undefined;
  }
}

async function* batches(
  stream: StreamName,
  ledger: MusterLedger,
  follow: boolean,
  { home, unheard }: Context,
): AsyncGenerator<readonly EventEnvelope[]> {
  let seq = 0;
  using waker = follow ? rareFileWaker(home.ledger, 5_000) : undefined;
  for (;;) {
    const events = await ledger.read(stream, seq);
    seq = events.at(-1)?.seq ?? seq;
    yield events;
    if (!waker || unheard.aborted || events.some((it) => it.type === 'run.ended')) return;
    await waker.next(events.length > 0, unheard);
  }
}

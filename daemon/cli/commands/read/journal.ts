// muster journal <run>

import { setTimeout as sleep } from 'node:timers/promises';
import type { EventEnvelope, StreamName } from '../../../../contracts/event.ts';
import type { Ledger } from '../../../../runtime/ledger/ledger.ts';
import { describeEvent } from '../../../../skills/telling/describe-event.ts';
import { clockTime } from '../../../../skills/telling/numbers.ts';
import { mustHaveRecords } from '../../named/records.ts';
import { pad, wrap } from '../../screens/lines/layout.ts';
import { paintFor } from '../../screens/lines/paint.ts';
import type { Command, Context } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

const LOOK_EVERY = 100;
const MARGIN = 36;

export const command: Command = {
  usage: ['journal <run>|house  [--follow] [--json]'],
  about: 'Every event of a run, one after the other: nothing else is known about it. `house` is what belongs to no run.',
  words: { least: 1, most: 1, names: 'run' },
  options: {
    follow: { kind: 'flag', short: 'f', says: 'go on until the run has ended' },
    json: { kind: 'flag', says: 'the events themselves, one JSON object a line' },
  },
  examples: [
    ['muster journal r-k3f', 'what happened, a sentence an event'],
    [`muster journal r-k3f --json | jq -c 'select(.type == "attempt.ended") | .payload'`, 'how each attempt ended'],
    ['muster journal r-k3f -f', 'as it goes on'],
  ],
  async run(context, given) {
    const wanted = given.words[0] ?? '';
    await using records = await mustHaveRecords(context.home, wanted);
    const stream: StreamName = wanted === 'house' ? 'house' : `run/${await records.named(wanted)}`;
    const follow = given.has('follow');
    for await (const events of batches(stream, records.ledger, follow, context)) {
      const lines = given.has('json') ? events.map((it) => JSON.stringify(it)) : events.flatMap((it) => told(it, context));
      await context.print(lines.map((line) => `${line}\n`).join(''));
    }
    return EXIT.done;
  },
};

async function* batches(
  stream: StreamName,
  ledger: Ledger,
  follow: boolean,
  { unheard }: Context,
): AsyncGenerator<readonly EventEnvelope[]> {
  let seq = 0;
  for (;;) {
    const events = await ledger.read(stream, seq);
    seq = events.at(-1)?.seq ?? seq;
    yield events;
    if (!follow || unheard.aborted || events.some((it) => it.type === 'run.ended')) return;
    await sleep(LOOK_EVERY, undefined, { signal: unheard }).catch(() => undefined);
  }
}

function told(event: EventEnvelope, { screen }: Context): string[] {
  const paint = paintFor(screen.color);
  const sentence = event.stream === 'house' ? JSON.stringify(event.payload) : describeEvent(event);
  const [first = '', ...more] = wrap(sentence, Math.max(40, screen.width - MARGIN));
  const head = `${String(event.seq).padStart(5)}  ${clockTime(event.at)}  ${pad(event.type, 19)}`;
  return [`${paint.dim(head)}${first}`, ...more.map((line) => ' '.repeat(MARGIN) + line)];
}

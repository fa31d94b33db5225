// muster wait <run>: waits until a run has ended or needs a person.

import { MusterError } from '../../../../contracts/errors.ts';
import { daemonFor } from '../../daemon/ask-daemon.ts';
import { questionsOnly, silentDisplay, withConsentHint } from '../../follow/displays.ts';
import { type Followed, followRun } from '../../follow/follow-run.ts';
import { type Leaving, onSignals } from '../../follow/signals.ts';
import { standingFor } from '../../follow/standing-for.ts';
import { isOpenGate } from '../../named/find-gate.ts';
import { mustHaveRecords, openRecords } from '../../named/records.ts';
import { type Arguments, type Command, type Context, JSON_OPTION } from '../../words/command.ts';
import { EXIT, exitOfRun } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['wait <run>  [--for end|gate] [--json]', 'wait --any  [--for end|gate] [--json]'],
  about: [
    'For scripts: returns when the run has ended, with the same exit code as `muster run`. With --for gate it also returns when the',
    'run waits for a person, with exit code 5. Prints one line: the run, and its outcome or what it waits for. With --any: the',
    'first of the runs that are active now. Ctrl-C stops waiting, not the run.',
  ].join('\n'),
  words: { least: 0, most: 1, names: 'run' },
  options: {
    any: { kind: 'flag', says: 'the first of the active runs' },
    for: { kind: 'text', value: '<end|gate>', says: 'what to wait for (default: end)' },
    ...JSON_OPTION,
  },
  examples: [
    ['muster wait r-k3f', 'in a script: exits with the outcome of the run'],
    ['muster wait --any --for gate', 'until a person is needed somewhere'],
  ],
  async run(context, given) {
    const waitsForEnd = awaited(given.text('for')) === 'end';
    const runs = await runsMeant(given, context);
    const leave = onSignals(context);
    const enough = new AbortController();
    const signal = AbortSignal.any([leave.signal, enough.signal]);
    try {
      const first = await Promise.race(runs.map((run) => follow(run, waitsForEnd, signal, context)));
      return await ending(first, given.has('json'), leave, context);
    } finally {
      enough.abort();
      leave.forget();
    }
  },
};

type First = { run: string; followed: Followed };

async function follow(run: string, waits: boolean, leave: AbortSignal, context: Context): Promise<First> {
  const first = await daemonFor(context);
  const display = waits ? withConsentHint(questionsOnly(run, context), run, context) : silentDisplay(context);
  return { run, followed: await followRun(run, { first, display, leave, waits }, context) };
}

async function ending({ run, followed }: First, json: boolean, leave: Leaving, context: Context): Promise<number> {
  switch (followed.kind) {
    case 'ended': {
      const { view } = followed;
      await context.print(json ? `${JSON.stringify(view, null, 1)}\n` : `${run} ${view.outcome}${view.degraded ? ', degraded' : ''}\n`);
      return exitOfRun(await standingFor(view, context));
    }
    case 'waiting': {
      const { view } = followed;
      const gates = view.gates.filter(isOpenGate).map(({ gate }) => gate.id);
      await context.print(
        json ? `${JSON.stringify(view, null, 1)}\n` : `${run} waits for a person: ${gates.join(' ') || view.waitsFor || ''}\n`,
      );
      return EXIT.waiting;
    }
    case 'stopped':
      context.tell(`muster: the daemon was stopped. To continue ${run}: muster up, then muster wait ${run}`);
      return EXIT.noDaemon;
    case 'detached':
      return leave.code();
  }
}

function awaited(given: string | undefined): 'end' | 'gate' {
  if (given === undefined || given === 'end' || given === 'gate') return given ?? 'end';
  throw new MusterError('usage', `--for must be end or gate, not \`${given}\``, 'For example: muster wait --any --for gate');
}

async function runsMeant(given: Arguments, context: Context): Promise<string[]> {
  const [wanted] = given.words;
  if ((wanted === undefined) !== given.has('any'))
    throw new MusterError('usage', 'name one run, or give --any', 'For example: muster wait r-k3f7qa, or muster wait --any');
  if (wanted !== undefined) {
    await using records = await mustHaveRecords(context, wanted);
    return [await records.named(wanted)];
  }
  await using records = await openRecords(context);
  const active = (await records?.runs({ ended: false })) ?? [];
  if (active.length === 0) throw new MusterError('run-unknown', 'no run is active', '`muster runs` lists those that have ended.');
  return active.map(({ run }) => run);
}

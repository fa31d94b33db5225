// muster logs <worker|proof>: what a worker, or a command of a proof, printed.

import { MusterError } from '../../../../contracts/errors.ts';
import { localOf, runOf } from '../../../../contracts/ids.ts';
import { exists } from '../../../../runtime/files.ts';
import { type FoundCheck, findCheck } from '../../follow/find-check.ts';
import { followLines } from '../../follow/follow-lines.ts';
import { onSignals } from '../../follow/signals.ts';
import { transcriptText } from '../../follow/transcript-text.ts';
import { findWorker, notStarted, type Worker } from '../../named/find-worker.ts';
import { projectFolder } from '../../named/project-folder.ts';
import { mustHaveRecords, type Records } from '../../named/records.ts';
import { hostedHere, noTranscriptHere } from '../../remote/hosted.ts';
import type { Command, Context } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

/** After so many polls (ten per second) without new output, an incomplete line is shown, and an ended worker is considered done. */
const QUIET_LOOKS = 5;

export const command: Command = {
  usage: ['logs <worker|proof>  [--follow] [--cast]'],
  about: [
    'What a worker printed, as plain text with secrets removed. A worker is named by its seat or its dispatch, a proof of',
    'a stage as `muster show` names it. With --cast: the recording itself, in asciicast v2, for any asciinema player. Needs no daemon.',
  ].join('\n'),
  words: { least: 1, most: 1, names: 'worker or proof' },
  options: {
    follow: { kind: 'flag', short: 'f', says: 'keep printing until the worker has ended' },
    cast: { kind: 'flag', says: 'print the recording itself' },
  },
  examples: [
    ['muster logs claude', 'that seat, in the newest run of this project that has it'],
    ['muster logs r-k3f.d3.1', 'the first attempt of a dispatch'],
    ['muster logs r-k3f.c42', 'what the commands of a proof printed; c42.1 is the first of them'],
    ['muster logs d3 -f', 'as it happens'],
    ['muster logs d3 --cast > d3.cast', 'to play it: asciinema play d3.cast'],
  ],
  async run(context, given) {
    const [wanted = ''] = given.words;
    const follow = given.has('follow');
    const [first, ...others] = (await ofHost(wanted, context)) ?? (await ofRun(wanted, follow, context));
    if (given.has('cast') && others.length > 0)
      throw new MusterError('usage', `${wanted} has ${others.length + 1} recordings`, `Name one of them: ${wanted}.1`);
    const leaving = onSignals(context);
    try {
      for (const printed of first ? [first, ...others] : []) {
        if (leaving.signal.aborted) break;
        if (printed.heading !== undefined) await context.print(`${printed.heading}\n`);
        await show(printed, { context, follow, cast: given.has('cast'), signal: leaving.signal });
      }
    } finally {
      leaving.forget();
      for (const printed of first ? [first, ...others] : []) await printed[Symbol.asyncDispose]();
    }
    return leaving.signal.aborted && !context.unheard.aborted ? leaving.code() : EXIT.done;
  },
};

type How = { context: Context; follow: boolean; cast: boolean; signal: AbortSignal };

async function show({ path, hasEnded }: Printed, { context, follow, cast, signal }: How): Promise<void> {
  const text = transcriptText();
  const shown = (lines: readonly string[]) => (cast ? lines.map((it) => `${it}\n`).join('') : text.push(lines));
  let quiet = 0;
  for await (const lines of followLines(path, undefined, signal)) {
    await context.print(shown(lines));
    quiet = lines.length === 0 ? quiet + 1 : 0;
    if (quiet === QUIET_LOOKS && !cast) await context.print(text.rest());
    if (lines.length === 0 && (!follow || (quiet >= QUIET_LOOKS && (await hasEnded())))) break;
  }
  await context.print(text.rest());
}

const SO_NOTHING = ', so it has printed nothing';

/** `heading`: which of several recordings it is. */
type Printed = { path: string; heading?: string; hasEnded(): Promise<boolean>; [Symbol.asyncDispose](): Promise<void> };

async function ofRun(wanted: string, follow: boolean, context: Context): Promise<Printed[]> {
  const records = await mustHaveRecords(context, wanted);
  try {
    const where = { records, project: await projectFolder('.', context.cwd) };
    const check = await findCheck(wanted, where, context.home);
    if (check) return ofCheck(check, records);
    const worker = await findWorker(wanted, where);
    const { view, dispatch, attempt, chosen } = worker;
    if (!attempt) throw notStarted(dispatch, SO_NOTHING);
    const key = `${dispatch.id}.${attempt.attempt}`;
    const path = context.home.run(view.id).transcript(localOf(dispatch.id), attempt.attempt);
    if (!(await exists(path))) {
      const elsewhere = attempt.state === 'starting' ? undefined : await noTranscriptHere(worker, context.home);
      if (elsewhere && !(follow && attempt.host)) throw elsewhere;
      if (!follow) throw notStarted({ ...dispatch, id: key }, SO_NOTHING);
    }
    if (chosen) context.tell(`muster: ${key} (${dispatch.seat}), in the newest run of this project that has it`);
    return [{ path, hasEnded: () => hasEnded(worker, records), [Symbol.asyncDispose]: () => records[Symbol.asyncDispose]() }];
  } catch (error) {
    await records[Symbol.asyncDispose]();
    throw error;
  }
}

/** The commands of a proof run one after the other, so only the last recording may still grow. */
function ofCheck({ run, recordings }: FoundCheck, records: Records): Printed[] {
  return recordings.map(({ name, path }, at) => {
    const isLast = at === recordings.length - 1;
    return {
      path,
      ...(recordings.length > 1 ? { heading: `── ${name} ──` } : {}),
      hasEnded: async () => !isLast || (await records.view(run)).endedAt !== null,
      [Symbol.asyncDispose]: async () => (isLast ? records[Symbol.asyncDispose]() : undefined),
    };
  });
}

/** On a host a worker is known until everything that it left has been handed in. */
async function ofHost(wanted: string, { home }: Context): Promise<Printed[] | undefined> {
  const found = await hostedHere(wanted, home);
  if (!found) return undefined;
  const path = home.run(runOf(found.dispatch)).transcript(localOf(found.dispatch), found.attempt);
  const hasEnded = async () => (await hostedHere(found.key, home).catch(() => undefined)) === undefined;
  return [{ path, hasEnded, [Symbol.asyncDispose]: async () => undefined }];
}

async function hasEnded({ view, dispatch, attempt }: Worker, records: Records): Promise<boolean> {
  const now = await records.view(view.id);
  const known = now.dispatches.find((it) => it.id === dispatch.id)?.attempts.find((it) => it.attempt === attempt?.attempt);
  return known?.state === 'ended' || now.endedAt !== null;
}

// run_start_stage and run_propose_step_result: a client carries out a stage of a plan itself. It gets a clone
// and the stage's prompt and submits a proposal; the program commits what it finds in the clone and proves it.

import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { MusterError } from '../../../contracts/errors.ts';
import { localOf, SeatName } from '../../../contracts/ids.ts';
import { Proposal } from '../../../contracts/plan/proposal.ts';
import * as z from '../../../contracts/schema.ts';
import { writeDurably } from '../../../runtime/files.ts';
import { shownProofs } from '../../../skills/phases/execution/judge-stage.ts';
import { answerHead } from '../../../skills/prompts/envelope.ts';
import { checkBytes } from '../../cli/acts/check-bytes.ts';
import { heldNow, keepLease } from '../lease.ts';
import { isHeldHere, type StageNow, stageNow } from '../stage-now.ts';
import { type Payload, type ToolContext, tool } from '../tool.ts';
import { withRecords } from '../with-records.ts';
import { order } from './order.ts';

const LONGEST_WAIT = 50_000;
const LOOK_EVERY = 250;

const named = { run: z.string().max(40), stage: z.string().min(1).max(40) };

export const startStage = tool({
  name: 'run_start_stage',
  title: 'Take a stage',
  says:
    'Takes a stage of a plan, for you to carry out yourself (run_active lists those that can be taken). Answers with `workplace`, a clone ' +
    'that is yours alone, and `prompt`, what is asked. Change files there and nowhere else, then call run_propose_step_result. The stage is yours ' +
    'for `minutes` after your last call, and while this server lives. Calling again gives the same answer while you hold it.',
  for: 'executor',
  reads: false,
  input: z.strictObject({
    ...named,
    seat: SeatName.optional().describe('only needed if several seats of the run are filled from outside'),
    minutes: z.int().min(1).max(90).optional().describe('for how long without a call (default: as the settings say, 60)'),
  }),
  async run({ run: given, stage, seat: wanted, minutes }, here, { signal }) {
    const run = await withRecords(here, (records) => records.named(given));
    const seat = seatOf(wanted, here);
    const known = await stageNow(here, run, stage);
    const asked = Date.now();
    if (!isHeldHere(known, here)) {
      await order(
        here,
        { kind: 'take', run, stage, ...(minutes === undefined ? {} : { minutes }), ...(seat === undefined ? {} : { seat }) },
        randomUUID(),
      );
    }
    const now = await until(here, run, stage, signal, (it) => isReadyToWork(it) || hasMovedOn(it, known.it.attempt, here));
    const { it, dispatch } = now;
    here.holds = heldNow(now, here, { run, stage, minutes, since: asked });
    // The lease time used while its clone was being prepared is given back.
    await keepLease(here);
    if (!isReadyToWork(now) || !dispatch)
      return { run, ...told(now), next: here.holds ? 'call run_start_stage again: its workplace is being prepared' : 'run_active' };
    return {
      run,
      stage,
      attempt: it.attempt,
      workplace: it.path,
      until: it.holder?.until,
      prompt: await promptOf(here, run, dispatch.id),
      next: 'change the files in `workplace`, then run_propose_step_result; the paths for results in the prompt are not for you',
    };
  },
});

export const propose = tool({
  name: 'run_propose_step_result',
  title: 'Propose the work on a stage',
  says:
    'Hands in what you changed in the workplace of a stage that you hold. The program commits it and runs the validators of the stage; the answer ' +
    'says what was proved, or why it was not accepted. After that you no longer hold the stage: to try again, take it again. With `question` instead of a ' +
    'proposal, a person is asked first.',
  for: 'executor',
  reads: false,
  input: z.strictObject({
    ...named,
    ...Proposal.partial({ title: true, summary: true }).shape,
    question: z.string().min(1).max(4_000).optional().describe('what a person has to decide before it can be done'),
  }),
  async run({ run: given, stage, question, title, summary, amend, follows }, here, { signal }) {
    const run = await withRecords(here, (records) => records.named(given));
    const now = await stageNow(here, run, stage);
    if (!isHeldHere(now, here)) throw notYours(now);
    const { it, dispatch } = now;
    if (!isReadyToWork(now) || !dispatch)
      throw new MusterError('command-refused', `the workplace of ${stage} is not ready yet`, 'Call run_start_stage again for it.');
    if (question === undefined && (title === undefined || summary === undefined))
      throw new MusterError('usage', 'a proposal needs `title` and `summary`', 'Or give a `question` for a person.');
    const head = answerHead(await promptOf(here, run, dispatch.id));
    const answer =
      question === undefined
        ? { ...head, status: 'done', summary, proposal: { title, summary, amend, follows } }
        : { ...head, status: 'blocked', question, summary: question };
    const bytes = Buffer.from(`${JSON.stringify(answer, null, 1)}\n`);
    const checked = checkBytes(bytes, head);
    if (checked.kind === 'invalid')
      throw new MusterError('usage', checked.errors.map(({ at, says }) => `${at}: ${says}`).join('; '), 'Nothing was handed in.');
    await writeDurably(here.home.run(run).results(localOf(dispatch.id)).result, bytes);
    here.holds = undefined;
    const after = await until(here, run, stage, signal, (one) => OVER.has(one.it.state) || one.it.attempt !== it.attempt);
    return { run, handedIn: true, ...told(after) };
  },
});

const OVER: ReadonlySet<string> = new Set(['verified', 'unproved', 'rejected', 'unavailable', 'interrupted']);

/** Its clone and its prompt are ready, and the stage is still claimed. */
const isReadyToWork = ({ it, attempt }: StageNow): boolean =>
  it.state === 'working' && it.path !== null && (attempt?.state === 'running' || attempt?.state === 'suspect');

/** This client will not get it: it could not be prepared, or another run has it. */
const hasMovedOn = ({ it }: StageNow, before: number, { session }: ToolContext): boolean =>
  it.awaits !== null || (it.holder?.session !== session && (it.attempt > before || it.holder !== null));

function seatOf(wanted: string | undefined, { as }: ToolContext): string | undefined {
  if (as !== undefined && wanted !== undefined && wanted !== as)
    throw new MusterError('not-allowed-here', `this server is for the seat ${as}`, 'Leave out `seat`.');
  return as ?? wanted;
}

function notYours({ it }: StageNow): MusterError {
  const { id } = it.stage;
  const whose = it.holder ? `it is held by ${it.holder.name} until ${it.holder.until}` : `it is ${it.state}`;
  return new MusterError('command-refused', `you do not hold ${id}: ${whose}`, 'Take a stage with run_start_stage first.');
}

function told({ it }: StageNow): Payload {
  const { stage, state, attempt, reasons, asks, proof, awaits } = it;
  return {
    stage: stage.id,
    attempt,
    state,
    ...(awaits === null ? {} : { carriedOutBy: awaits }),
    reasons,
    asks,
    proofs: proof ? shownProofs(proof) : [],
    ...(OVER.has(state) ? {} : { next: 'run_events with wait, until it is settled' }),
  };
}

const promptOf = (here: ToolContext, run: string, dispatch: string): Promise<string> =>
  readFile(here.home.run(run).prompt(localOf(dispatch), 1), 'utf8');

async function until(
  here: ToolContext,
  run: string,
  stage: string,
  signal: AbortSignal,
  is: (now: StageNow) => boolean,
): Promise<StageNow> {
  const end = performance.now() + LONGEST_WAIT;
  for (;;) {
    const now = await stageNow(here, run, stage);
    if (is(now) || now.ended || signal.aborted || performance.now() >= end) return now;
    await sleep(LOOK_EVERY, undefined, { signal }).catch(() => undefined);
  }
}

// The tools of a worker: a heartbeat, and its result, which can be checked before it is submitted. The
// daemon recognised the worker by its processes; nothing that the caller says about itself is used.

import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Caller } from '../../../contracts/control.ts';
import { cut } from '../../../contracts/cut.ts';
import { MusterError } from '../../../contracts/errors.ts';
import * as z from '../../../contracts/schema.ts';
import { beatLine } from '../../../contracts/work/beat-line.ts';
import { RESULT_CAP } from '../../../contracts/work/result.ts';
import { writeDurably } from '../../../runtime/files.ts';
import { checkBytes } from '../../cli/acts/check-bytes.ts';
import { type Payload, type ToolContext, tool } from '../tool.ts';

const LONGEST_STAGE = 200;

const resultOf = z.record(z.string(), z.json()).describe('the result, as your prompt describes it');

export const beat = tool({
  name: 'beat',
  title: 'Heartbeat',
  says: 'Reports what you are doing. Call it about once a minute, so that you are not considered stuck.',
  for: 'worker',
  reads: false,
  input: z.strictObject({ stage: z.string().min(1).max(2_000) }),
  async run({ stage }, here, { caller }) {
    const said = cut(stage.replace(/[\p{Cc}\s]+/gu, ' ').trim(), LONGEST_STAGE);
    if (said === '') throw new MusterError('usage', 'a heartbeat must say what you are doing', 'For example: reading src/queue');
    const { beat: path } = ownFiles(caller, here).files;
    await using file = await open(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
    await file.writeFile(beatLine({ stage: said, at: new Date().toISOString() }));
    return { noted: said };
  },
});

export const checkResult = tool({
  name: 'check_result',
  title: 'Check a result',
  says: 'Checks a result as submit_result does, but hands in nothing: schema, ids, dispatch, the rules of a plan. Not the evidence.',
  for: 'worker',
  reads: true,
  input: z.strictObject({ result: resultOf }),
  run: async ({ result }, here, { caller }) => checked(result, ownFiles(caller, here).dispatch).answer,
});

export const submitResult = tool({
  name: 'submit_result',
  title: 'Hand in a result',
  says: 'Checks the result and hands it in as your answer. This works once; then you are done. An invalid result is not handed in, and its faults are returned.',
  for: 'worker',
  reads: false,
  input: z.strictObject({ result: resultOf }),
  run: ({ result }, here, { caller }) => handIn(result, ownFiles(caller, here)),
});

export const ask = tool({
  name: 'ask',
  title: 'Ask a person',
  says: 'Ends your work with a question that a person must answer before it can go on. You are asked again with the answer.',
  for: 'worker',
  reads: false,
  input: z.strictObject({
    question: z.string().min(1).max(4_000),
    nonce: z.string().describe('as given in your prompt'),
    role: z.string().describe('as given in your prompt'),
  }),
  run: ({ question, nonce, role }, here, { caller }) => {
    const own = ownFiles(caller, here);
    return handIn({ dispatch: own.dispatch, nonce, role, status: 'blocked', question, summary: question }, own);
  },
});

type OwnDispatch = { dispatch: string; files: ReturnType<ReturnType<ToolContext['home']['run']>['results']> };

function ownFiles(caller: Caller, { home }: ToolContext): OwnDispatch {
  const [, dispatch, run = '', local = ''] = caller.kind === 'worker' ? (/^((r-[a-z0-9]+)\.(d\d+))\.\d+$/.exec(caller.name) ?? []) : [];
  if (dispatch === undefined)
    throw new MusterError('not-allowed-here', 'this worker has no dispatch to answer', 'Say in your result what should be done.');
  return { dispatch, files: home.run(run).results(local) };
}

function checked(result: unknown, dispatch: string): { valid: boolean; answer: Payload; bytes: Buffer } {
  const bytes = Buffer.from(`${JSON.stringify(result, null, 1)}\n`);
  if (bytes.length > RESULT_CAP) return { valid: false, bytes, answer: { valid: false, faults: [`larger than ${RESULT_CAP} bytes`] } };
  const it = checkBytes(bytes, { dispatch });
  switch (it.kind) {
    case 'valid':
      return { valid: true, bytes, answer: { valid: true, notChecked: ['nonce', 'role', 'evidence'] } };
    case 'incomplete':
      return { valid: false, bytes, answer: { valid: false, faults: [it.why] } };
    case 'wrong-dispatch':
      return { valid: false, bytes, answer: { valid: false, faults: [`it is a result for ${it.found}`] } };
    case 'invalid':
      return { valid: false, bytes, answer: { valid: false, faults: it.errors.map(({ at, says }) => `${at}: ${says}`) } };
  }
}

async function handIn(result: unknown, { dispatch, files }: OwnDispatch): Promise<Payload> {
  const { valid, answer, bytes } = checked(result, dispatch);
  if (!valid) return { handedIn: false, ...answer, next: 'correct these, then submit_result again' };
  await writeDurably(files.result, bytes);
  return { handedIn: true, ...answer, next: 'you are done: stop, and write nothing more' };
}

// Writes the prompt of an attempt: the skill's text, the brief, the inputs, and a fresh nonce. If it
// is written again after a crash, it gets another nonce; no worker has seen the first.

import { localOf } from '../../../contracts/ids.ts';
import { digestOf } from '../../../runtime/canonical.ts';
import { hiderOf } from '../../../runtime/secrets/redact.ts';
import { envelopeText } from '../../../skills/prompts/envelope.ts';
import { repairText } from '../../../skills/prompts/repair.ts';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import type { EffectContext } from '../effect-context.ts';
import type { Files } from '../world/files.ts';
import { bodyOf, equalBody } from './prompt-body.ts';
import { lookUpInputs } from './prompt-inputs.ts';

type WritePromptEffect = Extract<RunEffect, { kind: 'write-prompt' }>;

const QUOTED_ANSWER = 65_536;

export async function writePrompt(run: string, order: WritePromptEffect, context: EffectContext): Promise<RunObservation> {
  const { dispatch: id, attempt, as, repairs, prompt } = order;
  const { task, seat, base } = prompt;
  const { files } = context;
  const folder = context.home.run(run);
  const own = folder.results(localOf(id));
  const [told, skill] = await Promise.all([
    lookUpInputs(run, prompt, context),
    context.skillText(prompt.folder),
    files.privateFolder(folder.prompts),
    files.privateFolder(own.root),
  ]);
  // Findings of others may quote secrets. Evidence was checked earlier, on the original text.
  const clean = hiderOf(context.env, context.home.marks);
  const nonce = context.nonce();
  // The inputs also say, as data, what the answer must contain.
  const text = bodyOf(skill, prompt, {
    inputs: { dispatch: id, nonce, ...prompt.inputs, ...told.inputs },
    material: [...told.ofThisRun, ...told.material],
    fromPerson: told.fromPerson,
  });
  const envelope = envelopeText({
    dispatch: id,
    projectRoot: prompt.workplace ?? base?.root ?? task.project,
    resultPath: own.result,
    heartbeatPath: own.beat,
    errorsPath: own.errors,
    role: prompt.role,
    model: seat.model,
    deadline: prompt.deadline,
    nonce,
  });
  const repair = as === 'repair' ? clean(`\n${repairText(repairs, await lastAnswer(own.result, files))}`) : '';
  const whole = `${envelope}\n${clean(text)}${repair}`;
  const path = folder.prompt(localOf(id), attempt);
  // Also kept in the object store: the file may be missing or changed by the time a worker starts with it.
  const kept = context.objects.put(Buffer.from(whole));
  const written = files.writeDurably(path, whole);
  // Wait for both, so that neither is still running when a retry starts.
  await Promise.allSettled([kept, written]);
  const [digest] = await Promise.all([kept, written]);
  return {
    kind: 'prompt',
    dispatch: id,
    attempt,
    as,
    path,
    digest,
    body: digestOf(clean(equalBody(skill, prompt, told))),
    bytes: Buffer.byteLength(whole),
    nonce,
  };
}

async function lastAnswer(path: string, files: Files): Promise<string | undefined> {
  const read = await files.readBounded(path, QUOTED_ANSWER);
  return read.kind === 'read' ? read.bytes.toString('utf8') : undefined;
}

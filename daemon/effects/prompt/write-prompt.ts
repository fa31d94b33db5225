// Writes the prompt of an attempt: the skill's words, the brief, the inputs, and a fresh nonce.
// Written again after a crash it has another nonce, and nobody has seen the first.

import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MusterError } from '../../../contracts/errors.ts';
import { localOf } from '../../../contracts/ids.ts';
import { isSkill } from '../../../contracts/task/skill.ts';
import { digestOf } from '../../../runtime/canonical.ts';
import { privateFolder, readBounded, writeDurably } from '../../../runtime/files.ts';
import { redact } from '../../../runtime/secrets.ts';
import { bodyText } from '../../../skills/prompts/body.ts';
import { envelopeText } from '../../../skills/prompts/envelope.ts';
import { outputFor } from '../../../skills/prompts/output.ts';
import { repairText } from '../../../skills/prompts/repair.ts';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import { mustHave } from '../../../skills/run/must-have.ts';
import { dispatchOf, seatOf } from '../../../skills/run/state.ts';
import { limitsOf } from '../../../skills/run/watch.ts';
import { SKILL_FOLDERS } from '../../../skills/words.ts';
import type { EffectContext } from '../effect-context.ts';
import { promptInputs } from './prompt-inputs.ts';
import { runSecrets } from './run-secrets.ts';

type Order = Extract<RunEffect, { kind: 'write-prompt' }>;

const SKILLS = join(import.meta.dirname, '..', '..', '..', 'skills');
const QUOTED_ANSWER = 65_536;

export async function writePrompt(
  run: string,
  { dispatch: id, attempt, as, repairs }: Order,
  context: EffectContext,
): Promise<RunObservation> {
  const state = context.runs.state(run);
  const dispatch = mustHave(dispatchOf(state, id), `${id} is not a dispatch of ${run}`);
  const seat = mustHave(seatOf(state, dispatch.seat), `${run} has no seat ${dispatch.seat}`);
  const { task } = state.created;
  const folder = context.home.run(run);
  const own = folder.results(localOf(id));
  await privateFolder(folder.prompts);
  await privateFolder(own.root);

  if (!isSkill(dispatch.skill)) throw new MusterError('template-invalid', `there is no skill \`${dispatch.skill}\``, 'Mend the template.');
  const { inputs, material, words } = await promptInputs(state, dispatch, context);
  // What others found may quote what it should not; evidence was checked before, on the words as they stand.
  const secrets = runSecrets(state, context);
  const clean = (it: string) => redact(it, secrets);
  const whole = bodyText({
    skill: words(await readFile(join(SKILLS, SKILL_FOLDERS[dispatch.skill], 'SKILL.md'), 'utf8')),
    instructions: seat.instructions,
    brief: task.brief,
    objective: task.objective,
    directive: task.directive,
    scope: task.scope,
    language: task.language,
    inputs,
    fromPerson: dispatch.carries.filter((it) => it.from === 'person'),
    material: [...material, ...dispatch.carries.filter((it) => it.from !== 'person')],
    output: outputFor(dispatch.skill),
  });
  const body = clean(whole);
  const nonce = randomBytes(12).toString('hex');
  const envelope = envelopeText({
    dispatch: id,
    projectRoot: dispatch.workplace ?? state.base?.root ?? task.project,
    resultPath: own.result,
    heartbeatPath: own.beat,
    errorsPath: own.errors,
    role: dispatch.role,
    model: seat.model,
    deadline: limitsOf(state, dispatch).hard,
    nonce,
  });
  const repair = as === 'repair' ? clean(`\n${repairText(repairs, await lastAnswer(own.result))}`) : '';
  const text = `${envelope}\n${body}${repair}`;
  const path = folder.prompt(localOf(id), attempt);
  await writeDurably(path, text);
  return {
    kind: 'prompt',
    dispatch: id,
    attempt,
    as,
    path,
    digest: digestOf(text),
    body: digestOf(body),
    bytes: Buffer.byteLength(text),
    nonce,
  };
}

async function lastAnswer(path: string): Promise<string | undefined> {
  const read = await readBounded(path, QUOTED_ANSWER);
  return read.kind === 'read' ? read.bytes.toString('utf8') : undefined;
}

// Substitutes every macro of a prompt, in one pass. An input that is missing or not allowed ends the
// prompt run. The key of the result finds an artifact that was already made from an equal prompt.

import { join } from 'node:path';
import { runOf } from '../../../contracts/ids.ts';
import type { PromptInput } from '../../../contracts/make/artifact.ts';
import { instant } from '../../../contracts/time.ts';
import { USAGE_UNAVAILABLE, type Usage } from '../../../contracts/usage.ts';
import { canonicalJson, digestOf } from '../../../runtime/canonical.ts';
import { filledIn, wholeText } from '../../../skills/make/compile.ts';
import { type Macro, macrosIn } from '../../../skills/make/macros.ts';
import { makingKey } from '../../../skills/make/making-key.ts';
import { readPrompt } from '../../../skills/make/read-prompt.ts';
import { askedFor, makingClaim, makingOwner, mayStillMake } from '../../../skills/phases/make/claims.ts';
import { spentOn } from '../../../skills/reuse/spent-on.ts';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import { mustHave } from '../../../skills/run/must-have.ts';
import { findArtifact, keptRecord, LARGEST_INPUT, readWithin, spaceFolder } from '../../make/artifact-places.ts';
import { projectFile } from '../../make/project-file.ts';
import type { EffectContext } from '../effect-context.ts';
import { fingerprintOf } from '../reuse/fingerprint.ts';
import { oneAtATime } from '../reuse/one-at-a-time.ts';
import { waitForChange } from '../reuse/wait-for-change.ts';
import { orMakingRefused, unmakeable } from './refused.ts';

type CompilePromptEffect = Extract<RunEffect, { kind: 'compile-prompt' }>;
type Earlier = Pick<Extract<RunObservation, { kind: 'prompt-compiled' }>, 'same' | 'claims'>;
type FoundInput = { input: PromptInput; text: string };

const LARGEST_PROMPT = 2 * LARGEST_INPUT;
/** Artifacts by an inherited model are reused only for so long, because the model may have changed. */
const INHERITED_LASTS = 7 * 86_400_000;

export function compilePrompt(
  run: string,
  order: CompilePromptEffect,
  context: EffectContext,
  signal: AbortSignal,
): Promise<RunObservation> {
  return orMakingRefused(order, async () => {
    const { phase, making, prompt } = order;
    const reading = readPrompt((await context.objects.get(prompt.digest)).toString('utf8'));
    if (reading.kind === 'faults') throw unmakeable(`\`${prompt.name}\` is not the prompt that was read`);
    const { pieces } = reading.prompt;
    const found: FoundInput[] = [];
    const generated = [...order.generated];
    for (const macro of macrosIn(pieces)) found.push(await stoodFor(macro, generated, order, context));
    const filled = filledIn(
      pieces,
      found.map((it) => it.text),
    );
    const text = wholeText(filled);
    if (Buffer.byteLength(text) > LARGEST_PROMPT)
      throw unmakeable(`with everything in place \`${prompt.name}\` is larger than ${LARGEST_PROMPT} bytes`);
    const key = await keyOf(order, digestOf(text), context);
    const earlier = order.reuse ? await sameOrTurn(run, order, key, context, signal) : { same: null };
    return {
      kind: 'prompt-compiled',
      phase,
      making,
      prompt: prompt.name,
      inputs: found.map((it) => it.input),
      text: await context.objects.put(Buffer.from(text)),
      pieces: await context.objects.put(Buffer.from(canonicalJson(filled))),
      bytes: Buffer.byteLength(text),
      key,
      ...earlier,
    };
  });
}

async function stoodFor(
  macro: Macro,
  generated: CompilePromptEffect['generated'][number][],
  order: CompilePromptEffect,
  context: EffectContext,
): Promise<FoundInput> {
  const { kind, name, line, column } = macro;
  const at = `\`{{${kind}:${name}}}\` at line ${line}, column ${column}`;
  const input = (found: PromptInput['found']): PromptInput => ({ macro: kind, name, line, column, found });
  const taken = async (from: string, path: string | null, bytes: Buffer, duplicates: string[] = []): Promise<FoundInput> => {
    // Stored, so that later changes of the input can be shown.
    const digest = await context.objects.put(bytes);
    return { input: input({ from, path, digest, bytes: bytes.byteLength, duplicates }), text: bytes.toString('utf8') };
  };
  switch (kind) {
    case 'param':
      return taken('params', null, Buffer.from(order.prompt.params[name] ?? ''));
    case 'generate': {
      const made = generated.shift();
      if (!made) throw unmakeable(`${at} was not made`);
      return taken(made.from, made.artifact.path ?? made.artifact.kept, await context.objects.get(made.artifact.digest));
    }
    case 'file': {
      const read = await projectFile(name, order.project);
      if (read.kind === 'refused') throw unmakeable(`${at}: ${read.why}`);
      return taken('file', name, read.bytes);
    }

    case 'require':
    case 'optional': {
      const { project, spaces, shared } = order;
      const found = await findArtifact(name, { home: context.home, project, spaces, shared });
      if (found.kind === 'refused') throw unmakeable(`${at}: ${found.why}`);
      if (found.kind === 'found') return taken(found.from, found.path, found.bytes, found.duplicates);
      if (kind === 'optional') return { input: input(null), text: '' };
      throw unmakeable(`${at}: there is no artifact \`${name}\`; looked in ${found.looked.join(', ')}`);
    }
  }
}

async function keyOf({ prompt, seat, base }: CompilePromptEffect, text: string, context: EffectContext): Promise<string> {
  const adapter = mustHave(context.agents.provider(seat.provider), `unknown provider ${seat.provider}`);
  const [skill, fingerprint] = [await context.skillText('phases/make'), await fingerprintOf(seat, adapter, context)];
  return makingKey({ engine: context.version, skill, prompt: prompt.name, text, front: prompt.front, seat, fingerprint, tree: base.tree });
}

/** The earlier artifact; or, if there is none and no other prompt run is making it, the turn to make it. */
async function sameOrTurn(
  run: string,
  order: CompilePromptEffect,
  key: string,
  context: EffectContext,
  signal: AbortSignal,
): Promise<Earlier> {
  const turns = oneAtATime(context.ledger);
  const [claim, own] = [makingClaim(key), makingOwner(run, order.making)];
  for (;;) {
    const same = await sameOf(order, key, context);
    if (same) return { same };
    const held = (await context.ledger.claim(claim))?.owner;
    const other = held ?? turns.of(claim);
    if (other === undefined || other === own) {
      if (turns.take(claim, own)) return { same: null, claims: true };
      continue;
    }
    const state = await context.folded(runOf(other)).catch(() => undefined);
    if (state && mayStillMake(state, other.slice(runOf(other).length + 1))) {
      await waitForChange(runOf(other), context, signal);
      signal.throwIfAborted();
    } else if (held === undefined) turns.leave(claim, other);
    // Its run is paused or was set aside: nothing comes of it for now, and it keeps the claim.
    else return { same: null };
  }
}

/** The earlier artifact, if it was made from exactly the same inputs and has not changed since. */
async function sameOf(
  { prompt, project, seat, path }: CompilePromptEffect,
  key: string,
  context: EffectContext,
): Promise<Extract<RunObservation, { kind: 'prompt-compiled' }>['same']> {
  const { name = prompt.name, space } = prompt.front.produces;
  const kept = await keptRecord(spaceFolder(context.home, project, space), name);
  if (!kept || kept.key !== key) return null;
  if (seat.voice === 'model' && seat.model === 'inherit' && context.clock.now() - instant(kept.madeAt) > INHERITED_LASTS) return null;
  const { artifact, run, making } = kept;
  // An artifact that is only in the home still has to be written into the project if the prompt says so.
  if (artifact.path !== path) return null;
  const there = await readWithin(
    artifact.path === null ? artifact.kept : join(project, artifact.path),
    artifact.path === null ? context.home.root : project,
  );
  if (there.kind !== 'read' || digestOf(there.bytes) !== artifact.digest) return null;
  // Prompts that build on it look in the object store.
  await context.objects.put(there.bytes);
  return { run, making, artifact, saved: await spentThen(run, making, context) };
}

/** Unavailable if its run no longer exists. */
async function spentThen(run: string, making: string, { folded }: EffectContext): Promise<Usage> {
  const state = await folded(run).catch(() => undefined);
  if (!state) return USAGE_UNAVAILABLE;
  const asked = new Set(askedFor(state, making));
  return spentOn(state.dispatches.filter((it) => asked.has(it.id)));
}

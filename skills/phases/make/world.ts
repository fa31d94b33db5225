// The effects of a phase that makes prompts, and the events that follow from their observations.

import type { PromptInput } from '../../../contracts/make/artifact.ts';
import type { Origin } from '../../../contracts/task/task.ts';
import { millis } from '../../../contracts/time.ts';
import { artifactPath } from '../../make/read-prompt.ts';
import type { WantedEffect } from '../../run/effect.ts';
import { effectKey } from '../../run/effect-key.ts';
import { mustHave } from '../../run/must-have.ts';
import { dispatchOf, type RunState } from '../../run/state.ts';
import { listed } from '../../wording/numbers.ts';
import type { PhaseObservation } from '../effects.ts';
import { callsOf, generatedOf, type MakeTurn, over, type Step, seatFor } from './advance.ts';
import type { MakeEffect } from './effects.ts';
import { isOver, lastAsked, lastDraft, type Making } from './memory.ts';
import { refinement } from './refine.ts';

export function wants(turn: MakeTurn): WantedEffect<MakeEffect>[] {
  const { run, key, own } = turn;
  if (run.paused) return [];
  return own.makings.flatMap((it) => {
    const kind = it.state === 'running' ? wantedBy(turn, it) : undefined;
    if (!kind) return [];
    const name = `${key}.${it.id}`;
    const wanted = kind === 'check-artifact' ? effectKey(kind, name, lastAsked(it)?.round ?? 1) : effectKey(kind, name);
    return [{ key: wanted, subject: `making:${name}`, effect: () => effectOf(kind, turn, it) }];
  });
}

function wantedBy({ run, own }: MakeTurn, it: Making): MakeEffect['kind'] | undefined {
  switch (it.stage) {
    case 'analysis':
      return 'read-prompt';
    case 'compilation': {
      const all = (it.source?.macros ?? []).filter((one) => one.kind === 'generate').length;
      if (callsOf(it).length > 0 && generatedOf(own, it).length < all) return undefined;
      return seatFor(run, it) ? 'compile-prompt' : undefined;
    }
    case 'processing': {
      const asked = lastAsked(it);
      const draft = lastDraft(it);
      if (!asked || !dispatchOf(run, asked.dispatch)?.accepted) return undefined;
      if (draft?.round !== asked.round) return 'check-artifact';
      return refinement(it.drafts, undefined, []).kind === 'take' && !it.artifact ? 'place-artifact' : undefined;
    }
    case 'pending':
    case 'complete':
    case 'failed':
      return undefined;
  }
}

function effectOf(kind: MakeEffect['kind'], turn: MakeTurn, it: Making): MakeEffect {
  const { run, key, own } = turn;
  const { task, config } = run.created;
  const named = { phase: key, making: it.id, project: task.project };
  if (kind === 'read-prompt') return { kind, ...named, call: it.call };
  const { front, digest } = must(it.source);
  switch (kind) {
    case 'compile-prompt':
      return {
        kind,
        ...named,
        prompt: { name: it.call.prompt, digest, params: must(it.params), front },
        generated: generatedOf(own, it),
        seat: must(seatFor(run, it)),
        base: must(run.base),
        path: shapeOf(run, it).path,
        spaces: config.spaces,
        shared: config.sharedArtifacts ?? null,
        reuse: !task.force && (task.reuse ?? config.reuse) !== 'off',
      };
    case 'check-artifact': {
      const { dispatch, round } = must(lastAsked(it));
      const { accepted, attempts } = must(dispatchOf(run, dispatch));
      const answered = must(attempts.find((one) => one.n === accepted?.attempt));
      return {
        kind,
        ...named,
        round,
        dispatch,
        result: must(accepted).digest,
        expected: { dispatch, nonce: answered.nonce },
        artifact: shapeOf(run, it),
        checks: front.checks,
        base: must(run.base),
        session: sessionOf(run, dispatch),
        deadline: millis(config.checks.deadline),
        variables: config.checks.env,
      };
    }
    case 'place-artifact': {
      const draft = must(lastDraft(it));
      const { space } = front.produces;
      return {
        kind,
        ...named,
        call: it.call,
        key: must(it.compiled).key,
        artifact: { ...shapeOf(run, it), digest: draft.digest, bytes: draft.bytes, space },
      };
    }
  }
}

/** Each dispatch is checked once, so its number can serve as the number of its check's sessions. */
const sessionOf = ({ dispatches }: RunState, dispatch: string): number => dispatches.findIndex((it) => it.id === dispatch) + 1;

const isKeptOnly = (origin: Origin): boolean => origin.kind === 'tool' || (origin.kind === 'impact' && origin.kept === true);

/** It is written into the project only if a person asked for it, not a program through a tool. */
const shapeOf = ({ created }: RunState, { source, call }: Making) => {
  const { name, kind, path } = must(source).front.produces;
  return { name: name ?? call.prompt, kind, path: path === undefined || isKeptOnly(created.origin) ? null : artifactPath(path) };
};

function must<T>(value: T | null | undefined): T {
  return mustHave(value, 'a prompt run lacks what its stage promises');
}

/** The first place counts, but the user should know that there are others. */
const duplicatesTold = ({ call }: Making, inputs: readonly PromptInput[]): Step =>
  inputs.flatMap(({ macro, name, found }): Step => {
    if (!found || found.duplicates.length === 0) return [];
    const text = `The prompt ${call.prompt} uses the artifact ${name} (${macro}) at ${found.path}; there is also ${listed(found.duplicates)}`;
    return [{ type: 'note.added', payload: { note: { kind: 'warning', text } } }];
  });

export function observed({ run, key, own }: MakeTurn, observation: PhaseObservation): Step {
  switch (observation.kind) {
    case 'prompt-read': {
      const { kind: _, ...payload } = observation;
      if (!mine('analysis')) return [];
      const { duplicate, path } = observation;
      const text = `The prompt of the project is used (${path}); the home has one of the same name (${duplicate})`;
      const told: Step = duplicate === null ? [] : [{ type: 'note.added', payload: { note: { kind: 'warning', text } } }];
      return [{ type: 'making.analysed', payload }, ...told];
    }
    case 'prompt-compiled': {
      const it = mine('compilation');
      if (!it) return [];
      const { kind: _, same, ...payload } = observation;
      const compiled: Step = [{ type: 'making.compiled', payload }, ...duplicatesTold(it, observation.inputs)];
      if (!same) return compiled;
      const reason = `${same.run} made it from the same inputs`;
      return [
        ...compiled,
        {
          type: 'making.ended',
          payload: { phase: key, making: it.id, prompt: it.call.prompt, state: 'skipped', reason, stop: null, reused: same },
        },
      ];
    }
    case 'artifact-checked': {
      const it = mine('processing');
      if (!it || lastAsked(it)?.round !== observation.round || lastDraft(it)?.round === observation.round) return [];
      const { kind: _, ...payload } = observation;
      return [{ type: 'making.checked', payload }];
    }
    case 'artifact-placed': {
      const it = mine('processing');
      const draft = it && lastDraft(it);
      if (!it || !draft || it.artifact) return [];
      const { artifact } = observation;
      return [
        {
          type: 'artifact.made',
          payload: { phase: key, making: it.id, call: it.call, prompt: must(it.source).digest, dispatch: draft.dispatch, artifact },
        },
      ];
    }
    case 'making-refused': {
      const it = own.makings.find((one) => one.id === observation.making && !isOver(one));
      return it && observation.phase === key && run.life.kind === 'executing' ? [over(key, it, 'failed', observation.why)] : [];
    }
    default:
      return [];
  }

  /** Observations of another prompt run, or ones that come too late, are ignored. */
  function mine(stage: Making['stage']): Making | undefined {
    if (!('making' in observation) || observation.phase !== key) return undefined;
    return own.makings.find((it) => it.id === observation.making && it.stage === stage && it.state === 'running');
  }
}

// The state of a phase that makes prompts: each prompt run as the fold of its events.

import { MusterError } from '../../../contracts/errors.ts';
import type {
  Artifact,
  CheckOutcome,
  MakingStage,
  MakingStateName,
  PromptCall,
  PromptInput,
  StopReason,
} from '../../../contracts/make/artifact.ts';
import type { Params } from '../../../contracts/make/prompt.ts';
import { canonicalJson } from '../../../runtime/canonical.ts';
import { obey } from '../../run/lifecycles/lifecycle.ts';
import type { EventOf } from '../presentation.ts';
import type { MAKE_EVENTS, MadePayload } from './events.ts';
import { MAKING } from './lifecycle.ts';

export type Event = EventOf<typeof MAKE_EVENTS>;

export type Draft = { round: number; dispatch: string; digest: string; bytes: number; checks: CheckOutcome[] };

export type Making = {
  id: string;
  call: PromptCall;
  parent: string | null;
  depth: number;
  state: MakingStateName;
  stage: MakingStage;
  /** The stage in which it ended. */
  endedIn: MakingStage | null;
  reason: string;
  source: Pick<MadePayload<'making.analysed'>, 'from' | 'path' | 'digest' | 'front' | 'macros' | 'duplicate'> | null;
  params: Params | null;
  inputs: PromptInput[] | null;
  compiled: Pick<MadePayload<'making.compiled'>, 'text' | 'pieces' | 'bytes' | 'key'> | null;
  asked: { dispatch: string; seat: string; round: number }[];
  drafts: Draft[];
  artifact: Artifact | null;
  stop: StopReason | null;
  reused: MadePayload<'making.ended'>['reused'];
};

export type MakeState = { makings: Making[] };
export const NOTHING: MakeState = { makings: [] };

export const isOver = ({ state }: Making): boolean => state === 'success' || state === 'failed' || state === 'skipped';

/** Two calls with the same text are one prompt run. */
export const callText = (call: PromptCall): string => canonicalJson(call);

export const sameCall = (own: MakeState, call: PromptCall): Making | undefined => {
  const text = callText(call);
  return own.makings.find((it) => callText(it.call) === text);
};

/** The prompt runs above this one, from the first down to itself. */
export function stackOf(own: MakeState, it: Making): Making[] {
  const parent = own.makings.find((one) => one.id === it.parent);
  return parent ? [...stackOf(own, parent), it] : [it];
}

export const lastAsked = (it: Making): Making['asked'][number] | undefined => it.asked.at(-1);
export const lastDraft = (it: Making): Draft | undefined => it.drafts.at(-1);

/** Its artifact: its own, or the reused one. */
export const artifactOf = (it: Making): Artifact | null => it.artifact ?? it.reused?.artifact ?? null;

export function evolve(own: MakeState, event: Event): MakeState {
  switch (event.type) {
    case 'making.planned': {
      const { making: id, call, parent, depth } = event.payload;
      const there = own.makings.find((it) => it.id === id);
      obey(MAKING, () => `prompt run ${id}`, { from: there?.state ?? 'nothing', event: event.type, to: 'pending' });
      return { makings: [...own.makings, planned(id, call, parent, depth)] };
    }
    case 'making.begun':
      return step(own, event, 'running', (it) => ({ ...it, stage: 'analysis' }));
    case 'making.analysed': {
      const { phase: _, making: __, prompt: ___, params, ...source } = event.payload;
      return step(own, event, 'same', (it) => ({ ...it, stage: 'compilation', source, params }));
    }
    case 'making.compiled': {
      const { inputs, text, pieces, bytes, key } = event.payload;
      return step(own, event, 'same', (it) => ({ ...it, stage: 'processing', inputs, compiled: { text, pieces, bytes, key } }));
    }
    case 'making.asked': {
      const { dispatch, seat, round } = event.payload;
      return step(own, event, 'same', (it) => ({ ...it, asked: [...it.asked, { dispatch, seat, round }] }));
    }
    case 'making.checked': {
      const { round, dispatch, digest, bytes, checks } = event.payload;
      return step(own, event, 'same', (it) => ({ ...it, drafts: [...it.drafts, { round, dispatch, digest, bytes, checks }] }));
    }
    case 'artifact.made':
      return step(own, event, 'same', (it) => ({ ...it, artifact: event.payload.artifact }));
    case 'making.ended': {
      const { state, reason, stop, reused } = event.payload;
      const stage = state === 'failed' ? 'failed' : 'complete';
      return step(own, event, state, (it) => ({ ...it, stage, endedIn: it.stage, reason, stop, reused }));
    }
  }
}

const planned = (id: string, call: PromptCall, parent: string | null, depth: number): Making => ({
  id,
  call,
  parent,
  depth,
  state: 'pending',
  stage: 'pending',
  endedIn: null,
  reason: '',
  source: null,
  params: null,
  inputs: null,
  compiled: null,
  asked: [],
  drafts: [],
  artifact: null,
  stop: null,
  reused: null,
});

function step(own: MakeState, event: Event, to: MakingStateName | 'same', change: (it: Making) => Making): MakeState {
  const id = event.payload.making;
  const at = own.makings.findIndex((it) => it.id === id);
  const before = own.makings[at];
  if (!before)
    throw new MusterError(
      'event-illegal',
      `${id}: there is no such prompt run`,
      'The run is set aside; `muster journal` shows its events.',
    );
  const state = to === 'same' ? before.state : to;
  obey(MAKING, () => `prompt run ${id}`, { from: before.state, event: event.type, to: state });
  return { makings: own.makings.with(at, { ...change(before), state }) };
}

/** Another dispatch continues after a worker's question was answered. */
export const replaced = (own: MakeState, before: string, by: string): MakeState => ({
  makings: own.makings.map((it) => ({
    ...it,
    asked: it.asked.map((one) => (one.dispatch === before ? { ...one, dispatch: by } : one)),
  })),
});

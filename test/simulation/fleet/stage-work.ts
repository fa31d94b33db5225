// What executors of a simulated fleet make, and what becomes of it: the work of an attempt is one text, which names it; it lies
// in a workplace, here or on a host, and travels as an object. What a stage is proved by is always green.

import { createHash } from 'node:crypto';
import type { Plan } from '../../../contracts/plan/plan.ts';
import { timestamp } from '../../../contracts/time.ts';
import { isOlder } from '../../../contracts/work/fence.ts';
import type { EffectContext } from '../../../daemon/effects/effect-context.ts';
import type { HandOver } from '../../../daemon/fleet/host/hand-over.ts';
import type { Travels } from '../../../daemon/fleet/travels.ts';
import { digestOf } from '../../../runtime/canonical.ts';
import type { HostStreams } from '../../../runtime/fleet/hosts/open.ts';
import type { Objects } from '../../../runtime/ledger/ledger.ts';
import type { StageEffect } from '../../../skills/phases/execution/effects.ts';
import type { RunObservation } from '../../../skills/run/effect.ts';
import { fencedPlace } from '../../../skills/run/fleet/stage-work.ts';
import type { Machine } from './machines.ts';

const name40 = (text: string): string => createHash('sha1').update(text).digest('hex');
/** The result of an attempt. */
export const workText = (key: string): string => `the work of ${key}`;
/** The names of its commit and its tree. */
export const headOf = (text: string) => ({ commit: name40(`commit ${text}`), tree: name40(text) });
const BASE = { commit: 'c'.repeat(40), tree: 'd'.repeat(40) };
const STAGE = 'mend';
const HASH = 'a'.repeat(64);

/** Each attempt on a host has a workplace of its own. */
export const placeOf = (machine: Machine, run: string, key: string): string => `${machine.home.run(run).root}/hosted/${key}`;

/** A bundle is the work itself. */
export function travelsOf(machine: Machine): Travels {
  const carried = new Map<string, Buffer>();
  return {
    bundleOf: async () => Buffer.from('a bundle'),
    async takeCommit(bundle) {
      const bytes = Buffer.from(bundle);
      carried.set(headOf(bytes.toString('utf8')).tree, bytes);
    },
    buildsOn: async () => true,
    sizeProblem: async () => undefined,
    async putIntoPlace(path, tree) {
      const bytes = carried.get(tree);
      if (bytes) machine.files.set(path, { bytes, at: 0 });
    },
  };
}

export function handOverOf(machine: Machine, places: HostStreams, objects: Objects): HandOver {
  return {
    async newer({ run, stage }) {
      const now = await places.fences.now(fencedPlace(run, stage));
      return now && isOlder(stage.fence, now) ? now : undefined;
    },
    async work({ run, key, stage }) {
      const file = machine.files.get(placeOf(machine, run, key));
      if (!file) return undefined;
      return { fence: stage.fence, head: headOf(file.bytes.toString('utf8')), bundle: await objects.put(file.bytes), problems: [] };
    },
    keep: async ({ key }) => `the work of ${key}`,
    clear: async () => {},
  };
}

const PLAN_STAGE: Plan['stages'][number] = {
  ...{ id: STAGE, title: 'Mend it', goal: 'It is mended.', owner: 'executor', dependsOn: [], files: ['**'] },
  ...{ steps: [{ action: 'GREEN', detail: 'it' }], tddExemption: 'simulated', sliceValue: 'it', acceptance: 'it', validators: [] },
  ...{ exitContract: 'it', toolProfile: [] },
};

type Doing = { machine: Machine; elsewhere: NonNullable<EffectContext['elsewhere']>; now: number };

export async function performStage(run: string, effect: StageEffect, by: Doing, signal: AbortSignal): Promise<RunObservation> {
  const { machine, elsewhere, now } = by;
  switch (effect.kind) {
    case 'open-plan': {
      const opened = {
        ...{ from: effect.from, plan: HASH, goal: 'mend it', gitDir: effect.base.gitDir, stages: [PLAN_STAGE], skipped: [] },
        ...{ commands: {}, acceptance: [], include: [], moved: [] },
      };
      return { kind: 'plan-opened', phase: effect.phase, opened, elsewhere: [] };
    }
    case 'claim-stage': {
      const { phase, stage, attempt } = effect;
      return { kind: 'stage-granted', phase, stage, attempt, until: timestamp(now + 3_600_000), passedOver: null };
    }
    case 'prepare-stage': {
      const { phase, stage, attempt } = effect;
      return {
        kind: 'stage-prepared',
        phase,
        stage,
        attempt,
        base: BASE,
        path: `${machine.home.run(run).root}/stages/${stage}.${attempt}`,
      };
    }
    case 'seal-stage': {
      const { phase, stage, attempt, handed, from, path, base } = effect;
      const named = { phase, stage, attempt };
      const asked = handed && { handed, place: fencedPlace(run, effect), run, gitDir: base.gitDir, from, path };
      const brought = asked && (await elsewhere.bring(asked, signal));
      if (brought?.kind === 'none') return { kind: 'stage-lost', ...named, why: brought.why };
      const text = machine.files.get(path)?.bytes.toString('utf8') ?? 'nothing';
      return { kind: 'stage-sealed', ...named, head: headOf(text), changes: [{ status: 'M', path: 'it' }], problems: [] };
    }
    case 'prove-stage': {
      const { phase, stage, attempt, from, head } = effect;
      const proof = { base: from, tests: { none: 'there are none' }, head, validators: [], judges: [], environment: [] };
      return { kind: 'stage-proved', phase, stage, attempt, proof };
    }
    case 'prove-union': {
      const head = { commit: effect.parts[0]?.head ?? BASE.commit, tree: digestOf(JSON.stringify(effect.parts)).slice(0, 40) };
      return { kind: 'union-proved', phase: effect.phase, n: effect.n, proof: { kind: 'merged', head, checks: [] } };
    }
  }
}

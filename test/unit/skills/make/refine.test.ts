// When a draft is taken, sent back or given up.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { USAGE_NONE } from '../../../../contracts/usage.ts';
import { type Drafted, refinement } from '../../../../skills/phases/make/refine.ts';

const rule = suite('refinement');

/** `+` is a check that holds. */
const draft = (checks: string, digest = checks): Drafted => ({
  digest,
  checks: [...checks].map((it) => ({ what: 'x', kind: 'pattern', held: it === '+', says: '' })),
});
const spent = (input: number) => ({ ...USAGE_NONE, source: 'reported' as const, input, output: 0, usd: null });

const REFINE = { max: 2, minGain: 0 };
const CASES: readonly [what: string, ...Parameters<typeof refinement>, outcome: string][] = [
  ['all hold', [draft('++')], undefined, [], 'take'],
  ['there are no checks', [draft('')], undefined, [], 'take'],
  ['one does not, and nothing is said of refining', [draft('+-')], undefined, [], 'stop null'],
  ['one does not', [draft('+-')], REFINE, [], 'again'],
  ['a round won something', [draft('--'), draft('+-')], REFINE, [], 'again'],
  ['a round won nothing, but wrote something else', [draft('+-', 'a'), draft('-+', 'b')], REFINE, [], 'again'],
  ['the very same was written again', [draft('+-'), draft('+-')], REFINE, [], 'stop gain-too-small'],
  ['a round won less than is asked', [draft('---+'), draft('--++', 'b')], { max: 5, minGain: 0.5 }, [], 'stop gain-too-small'],
  ['a round won as much as is asked', [draft('----'), draft('--++')], { max: 5, minGain: 0.5 }, [], 'again'],
  ['it was sent back as often as it may be', [draft('---'), draft('--+'), draft('-++')], REFINE, [], 'stop limit'],
  ['the last round that may be holds', [draft('---'), draft('--+'), draft('+++')], REFINE, [], 'take'],
  ['its tokens are used up', [draft('-')], { ...REFINE, budget: { tokens: 100 } }, [spent(100)], 'stop budget'],
  ['tokens are left', [draft('-')], { ...REFINE, budget: { tokens: 100 } }, [spent(99)], 'again'],
  ['nobody knows what was used', [draft('-')], { ...REFINE, budget: { usd: 1 } }, [null], 'stop budget'],
];
for (const [what, drafts, refine, usages, outcome] of CASES)
  rule(what, () => {
    const it = refinement(drafts, refine, usages);
    assert.is(it.kind === 'stop' ? `stop ${it.stop}` : it.kind, outcome);
  });

rule.run();

// What each method reports to its reader, from the same claims of the same reviewers.

import { runSteps } from '../../runtime/steps.ts';
import { groupFindings } from '../../skills/phases/convergence/grouping/group.ts';
import { examine } from './examine.ts';
import { type Grouping, type Raised, raise, SEATS, sourceOf } from './raise.ts';
import { type Claim, judge, look, type World, yields } from './reviewers.ts';

/** `ideal`: the majority if every repeat of a claim were recognised; no program can do that, so it shows what grouping costs. */
export const METHODS = ['one', 'union', 'majority', 'ideal', 'debate', 'ours'] as const;
export type Method = (typeof METHODS)[number];

const DEBATE_ROUNDS = 2;

export async function tell(method: Method, world: World): Promise<Grouping> {
  const claims = SEATS.flatMap((_, reviewer) => claimsOf(world, reviewer));
  if (method === 'ours') return examine(world, await raise(claims, sourceOf(world.repository)));
  const raised = await raise(method === 'one' ? claims.filter((it) => it.reviewer === 0) : claims);
  const groups = method === 'ideal' ? [...Map.groupBy(raised, (it) => it.claim.truth.key).values()] : grouped(raised);
  switch (method) {
    case 'one':
    case 'union':
      return { groups, bytes: 0 };
    case 'majority':
    case 'ideal':
      return { groups: groups.filter((it) => reviewersOf(it).length >= 2), bytes: 0 };
    case 'debate':
      return debated(world, groups);
  }
}

/** Whoever does not look raises nothing, or what the first reviewer has raised. */
function claimsOf(world: World, reviewer: number): Claim[] {
  if (world.habit === undefined || reviewer < SEATS.length - 1) return look(world, reviewer);
  return world.habit === 'copies' ? look(world, 0).map((it) => ({ ...it, reviewer })) : [];
}

function grouped(raised: readonly Raised[]): Raised[][] {
  const byRef = new Map(raised.map((it) => [it.finding.ref, it]));
  const together = runSteps(
    groupFindings(
      raised.map((it) => it.finding),
      [],
    ),
  );
  return together.map(({ origins }) => origins.flatMap((ref) => byRef.get(ref) ?? []));
}

const reviewersOf = (group: readonly Raised[]): number[] => [...new Set(group.map((it) => it.claim.reviewer))];

/** Everyone sees every claim with the names and number of its supporters, and speaks in turn. */
function debated(world: World, groups: readonly Raised[][]): Grouping {
  let bytes = 0;
  const stands = groups.map(
    (group) => SEATS.map((_, reviewer) => (reviewersOf(group).includes(reviewer) ? true : undefined)) as (boolean | undefined)[],
  );
  for (let round = 1; round <= DEBATE_ROUNDS; round++) {
    for (const reviewer of SEATS.keys()) {
      bytes += Buffer.byteLength(groups.map((group, nth) => shown(group, stands[nth] ?? [])).join('\n'));
      for (const [nth, group] of groups.entries()) {
        const truth = group[0]?.claim.truth;
        const own = stands[nth];
        if (truth === undefined || own === undefined) continue;
        const others = own.filter((stand, at) => at !== reviewer && stand !== undefined);
        const turn = `debate ${round}`;
        if (others.length > 0 && yields(world, reviewer, truth.key, turn))
          own[reviewer] = others.filter((it) => it === true).length * 2 >= others.length;
        else {
          const { says } = judge(world, reviewer, truth, turn);
          if (says !== 'unsure') own[reviewer] = says === 'yes';
        }
      }
    }
  }
  return { groups: groups.filter((_, nth) => (stands[nth] ?? []).filter((it) => it === true).length >= 2), bytes };
}

function shown(group: readonly Raised[], stands: readonly (boolean | undefined)[]): string {
  const named = (wanted: boolean): string => SEATS.filter((_, at) => stands[at] === wanted).join(', ');
  return JSON.stringify({ claims: group.map((it) => it.finding.finding), for: named(true), against: named(false) }, null, 1);
}

// A folded finding, place by place: situations one by one, then random words, of which some things hold always.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { CanonicalFinding } from '../../../../contracts/findings/convergence.ts';
import type { Evidence, NamedPlace } from '../../../../contracts/findings/finding.ts';
import { plannedFindings } from '../../../../skills/phases/plan/planner-inputs.ts';
import { begin, model, type Played, play, raisedBy, reasonOf, rules, type Said, type Script, stateOf } from './examination.ts';

const FILES = ['a', 'b', 'c', 'd', 'e', 'f'].map((it) => `src/${it}.ts`);
const at = (path: string): Evidence => ({ path, line: 3, quote: 'return value ?? null;' });
const place = (path: string): NamedPlace => ({ path, line: 3 });
const PROOF: Evidence = { path: 'src/z.ts', line: 9, quote: 'the caller handles null;' };

const folded = (files: readonly string[] = FILES) =>
  raisedBy({ seat: 'deps', title: `${files.length} × null is returned`, evidence: files.map(at), folded: true });

const deny = (files: readonly string[], proof = true): Said => ({
  verdict: 'SUPPLEMENT',
  notAt: files.map(place),
  ...(proof ? { evidence: [PROOF] } : {}),
});

const played = (seats: Parameters<typeof begin>[0], script: Script, files = FILES): Played => play(begin(seats, [folded(files)]), script);
const only = ({ convergence }: Played): CanonicalFinding => convergence.findings[0] as CanonicalFinding;
const left = (it: Played): string[] => (only(it).places ?? []).flatMap(({ path, refuted }) => (refuted === undefined ? [path] : []));

const RULES = [rules('deps'), rules('links')];
const MODELS = [model('deps'), model('claude'), model('codex')];

const test = suite('a folded finding, place by place');

test('loses the place that a recheck refutes with proof; the rest is rechecked, and the count says so', () => {
  const it = played(RULES, () => deny([FILES[1] ?? '']));
  assert.is(stateOf(it), 'rechecked');
  assert.equal(left(it), [FILES[0], ...FILES.slice(2)]);
  assert.is(only(it).title, '5 × null is returned');
  assert.match(reasonOf(it), /Refuted at 1 of 6 places, which do not count/);
  assert.equal(
    plannedFindings(it.convergence, it.raised, ['F-001'])[0]?.evidence.map((one) => one.path),
    left(it),
  );
});

test('keeps a place if one objects without proof, as a finding would be kept', () => {
  const it = played(RULES, () => deny([FILES[1] ?? ''], false));
  assert.equal(left(it), FILES);
});

test('loses a place to two voices without proof, and keeps what only one of them denies', () => {
  const it = played(MODELS, (seat) => deny(seat === 'claude' ? FILES.slice(0, 2) : FILES.slice(1, 3), false));
  assert.equal(
    left(it),
    FILES.filter((_, n) => n !== 1),
  );
});

test('moves to the first place that is left', () => {
  const it = played(RULES, () => deny(FILES.slice(0, 2)));
  assert.equal([only(it).path, only(it).line], [FILES[2], 3]);
});

test('is refuted when its places are, each by another worker', () => {
  const seats = [rules('deps'), rules('links'), rules('slips')];
  const it = played(seats, (seat) => deny(seat === 'links' ? FILES.slice(0, 3) : FILES.slice(3)));
  assert.is(stateOf(it), 'refuted');
  assert.match(reasonOf(it), /^Refuted place by place: src\/a\.ts:3: /);
});

test('ignores places that are not its own, and such words on a finding of one place', () => {
  const other = played(RULES, () => deny(['src/other.ts']));
  assert.equal(left(other), FILES);
  assert.not.match(reasonOf(other), /places/);
  const single = play(begin(RULES, [raisedBy({ seat: 'deps' })]), () => deny(['src/a.ts']));
  assert.equal([stateOf(single), only(single).places], ['rechecked', undefined]);
});

test('for any words, loses a place only if it was denied, and counts those that are left', () => {
  let seed = 7;
  const random = (n: number): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return (seed >> 8) % n;
  };
  let refuted = 0;
  for (let run = 0; run < 400; run++) {
    const seats = [rules('deps'), ...[...'abc'].slice(0, 1 + random(3)).map((it) => (random(2) ? model(it) : rules(it)))];
    const files = FILES.slice(0, 2 + random(5));
    const denied = new Map(seats.map(({ seat }) => [seat, files.filter(() => random(3) === 0)]));
    const proof = random(2) === 1;
    const it = played(seats, (seat) => (random(9) === 0 ? 'AGREE' : deny(denied.get(seat) ?? [], proof)), files);
    const finding = only(it);
    const anyone = new Set([...denied.values()].flat());
    for (const one of finding.places ?? []) if (one.refuted !== undefined) assert.ok(anyone.has(one.path), `${one.path} of run ${run}`);
    if (left(it).length === 0) assert.is(finding.state, 'refuted');
    else assert.equal([finding.title, finding.path], [`${left(it).length} × null is returned`, left(it)[0]]);
    refuted += files.length - left(it).length;
  }
  assert.ok(refuted > 50, `${refuted} places were refuted`);
});

test.run();

// Convergence once more, written from the document by itself, in another shape: every seat's standing on a
// finding is one sign, every state a row over counted signs. Slow and plain; only for comparison.

import type { Analyser, EndReason, FindingState } from '../../../../contracts/findings/convergence.ts';

/** What a script can make a seat say; `evidence` names where it points. */
export type Utterance = {
  word: '+' | '-' | 'W' | '=' | '0' | 'x' | '';
  evidence?: 'own' | 'absent' | 'guard' | 'other';
  of?: string;
};

export type Case = {
  analysers: readonly Analyser[];
  findings: readonly { id: string; category: string; origins: readonly string[] }[];
  maxRounds: number;
  adversarial: boolean;
  says(seat: string, finding: string, round: number): Utterance;
  fails(seat: string, round: number): boolean;
  unable(round: number): readonly string[];
  stop(round: number): 'budget' | 'deadline' | 'stopped' | undefined;
};

export type Outcome = { asks: string[]; states: Record<string, FindingState>[]; mergedInto: Record<string, string>; end: EndReason };

type Entry = { round: number; word: Utterance['word']; of?: string; fresh: boolean; proof: boolean };
type Standing = { seat: string; sign: '+' | '-' | 's' | 'f' | 'u' | 'x'; origin: boolean; proof: boolean; calls?: string; round: number };

export function referenceRun(it: Case): Outcome {
  const state: Record<string, FindingState> = Object.fromEntries(it.findings.map(({ id }) => [id, 'queued']));
  const into: Record<string, string> = {};
  const said: Record<string, Entry[]> = {};
  const seen: Record<string, Set<string>> = Object.fromEntries(it.findings.map(({ id }) => [id, new Set()]));
  const asked: { seat: string; round: number; ids: string[]; failed: boolean }[] = [];
  const mixed = it.analysers.some(({ kind }) => kind === 'model');
  const root = (id: string): string => (into[id] === undefined ? id : root(into[id]));
  const entries = (id: string, seat: string): Entry[] => (said[`${id} ${seat}`] ??= []);
  const open = () => it.findings.filter(({ id }) => state[id] === 'queued');
  const inField = ({ field }: Analyser, category: string) => field === 'all' || field.includes(category);
  const lost = (seat: string): boolean => {
    const mine = asked.filter((ask) => ask.seat === seat);
    return mine.length >= 2 && mine.slice(-2).every(({ failed }) => failed);
  };
  const spoken = (id: string, seat: string): Entry | undefined => entries(id, seat).findLast(({ word }) => word !== '');

  function raisedIt(id: string, seat: string): boolean {
    return it.findings.some((one) => {
      if (!one.origins.includes(seat) || root(one.id) !== id) return false;
      return one.id === id || !['W', '-'].includes(spoken(one.id, seat)?.word ?? '');
    });
  }

  function standing(id: string, seat: string): Standing {
    const last = spoken(id, seat);
    const origin = raisedIt(id, seat);
    const common = {
      seat,
      origin,
      proof: false,
      round: last?.round ?? 0,
      ...(last?.word === '=' && last.of !== undefined ? { calls: last.of } : {}),
    };
    if (last?.word === '+') return { ...common, sign: '+' };
    if (last?.word === '-' || last?.word === 'W') return { ...common, sign: '-', proof: last.proof };
    if (origin) return { ...common, sign: '+' };
    const lends = it.findings.some((other) => {
      const word = spoken(other.id, seat);
      return other.id !== id && word?.word === '=' && word.of !== undefined && root(word.of) === id;
    });
    if (lends) return { ...common, sign: '+' };
    if (last?.word === 'x') return { ...common, sign: 'x' };
    if (last || entries(id, seat).length > 0) return { ...common, sign: 's' };
    if (!asked.some((ask) => ask.seat === seat && ask.ids.includes(id))) return { ...common, sign: 'u' };
    return { ...common, sign: lost(seat) ? 's' : 'f' };
  }

  function voices(id: string): (Standing & { members: Standing[] })[] {
    const category = it.findings.find((one) => one.id === id)?.category ?? '';
    const seats = it.analysers.filter(
      (one) => inField(one, category) || it.findings.some((f) => root(f.id) === id && f.origins.includes(one.seat)),
    );
    const kinds = new Map<string, Standing[]>();
    for (const { seat, kind } of seats) {
      const voice = mixed && kind === 'rules' ? '(rules)' : seat;
      kinds.set(voice, [...(kinds.get(voice) ?? []), standing(id, seat)]);
    }
    const order = (one: Standing): number => {
      if (one.proof) return 0;
      if (one.sign === '+') return one.origin ? 1 : 2;
      return { '-': 3, 'u': 4, 'f': 5, 's': one.calls === undefined ? 7 : 6, 'x': 8 }[one.sign];
    };
    const byName = (list: Standing[]) =>
      list.map((one, at) => ({ one, at })).toSorted((a, b) => order(a.one) - order(b.one) || a.at - b.at);
    return [...kinds.values()].flatMap((members) =>
      byName(members)
        .slice(0, 1)
        .map(({ one }) => ({ ...one, members })),
    );
  }

  /** Of the voices, those that support it were asked after one of those that oppose it had spoken. */
  function wasHeard(id: string): boolean {
    const of = (wanted: string) =>
      voices(id)
        .filter(({ sign }) => sign === wanted)
        .flatMap(({ members }) => members.filter(({ sign }) => sign === wanted));
    const first = Math.min(...of('-').map(({ round }) => round));
    return of('+').some(({ seat, origin }) => origin && entries(id, seat).some(({ round }) => round > first));
  }

  function row(id: string, final: boolean): FindingState {
    const all = voices(id).filter(({ sign }) => sign !== 'x');
    const n = (signs: string): number => all.filter(({ sign }) => signs.includes(sign)).length;
    const [s, d, u] = [n('+'), n('-'), n('u')];
    const nobodyLeft = u === 0 && (final || n('f') === 0);
    const table: [boolean, FindingState][] = [
      [s === 0, 'withdrawn'],
      [d === 0 && s > 1 && s === all.length, 'full-consensus'],
      [d === 0 && s > 1 && nobodyLeft, 'partial-consensus'],
      [d === 0 && s === 1 && nobodyLeft, 'worker-unique'],
      [d === 0 && s === 1 && final && u > 0, 'not-examined'],
      [s === 1 && d > 1 && all.some(({ sign, origin }) => sign === '+' && origin) && (final || wasHeard(id)), 'refuted'],
      [final && d === 0 && s > 1, 'partial-consensus'],
      [final && s > d && s > 1 && !(it.adversarial && all.some(({ proof }) => proof)), 'partial-consensus'],
      [final, 'contested'],
      [true, 'queued'],
    ];
    return table.find(([fits]) => fits)?.[1] ?? 'queued';
  }

  function merge(id: string, final: boolean): string | undefined {
    const all = voices(id);
    const calls = new Map<string, Standing[]>();
    for (const one of all) {
      if (one.calls === undefined || one.sign === '-') continue;
      const target = root(one.calls);
      if (target !== id && state[target] === 'queued') calls.set(target, [...(calls.get(target) ?? []), one]);
    }
    const [best] = [...calls].toSorted(([a, x], [b, y]) => y.length - x.length || a.localeCompare(b));
    if (best === undefined) return undefined;
    const [target, callers] = best;
    const holders = all.filter(({ sign, origin }) => sign === '+' && origin);
    if (holders.length > 0 && holders.every((one) => callers.includes(one))) return target;
    const waiting = all.some(({ sign }) => sign === 'u' || (sign === 'f' && !final));
    const judged = all.filter(({ sign, origin, calls: names }) => '+-'.includes(sign) && !origin && names === undefined).length;
    const elsewhere = all.filter(({ calls: names, sign }) => names !== undefined && sign !== '-').length - callers.length;
    return !waiting && callers.length > judged + elsewhere ? target : undefined;
  }

  function settle(final: boolean): void {
    for (const { id } of open()) if (row(id, final) === 'withdrawn') state[id] = 'withdrawn';
    for (const { id } of open().toReversed()) {
      const target = merge(id, final);
      if (target === undefined) continue;
      state[id] = 'merged';
      into[id] = target;
    }
    for (const { id } of open()) state[id] = row(id, final);
  }

  function needed(analyser: Analyser, id: string, round: number): boolean {
    const { seat } = analyser;
    const mine = entries(id, seat);
    const last = mine.at(-1);
    const since = last?.round ?? 0;
    const others = it.analysers.filter((other) => other.seat !== seat);
    const fresh = others.some((other) => entries(id, other.seat).some((entry) => entry.fresh && entry.round >= since));
    if (raisedIt(id, seat)) {
      const objected = others.some(
        (other) => ['-', 'W'].includes(spoken(id, other.seat)?.word ?? '') && (spoken(id, other.seat)?.round ?? 0) >= since,
      );
      const silent = last !== undefined && ['0', 'x', ''].includes(last.word);
      return round > 1 && standing(id, seat).sign === '+' && !silent && (objected || (since > 0 && fresh));
    }
    const category = it.findings.find((one) => one.id === id)?.category ?? '';
    if (!inField(analyser, category)) return false;
    if (last === undefined) return true;
    return !['0', 'x', ''].includes(last.word) && fresh;
  }

  function hear(seat: string, id: string, round: number, before: ReadonlySet<string>): void {
    const { word, evidence, of } = it.says(seat, id, round);
    let counts = word;
    if (word === 'W' && !it.findings.some((one) => root(one.id) === id && one.origins.includes(seat))) counts = '0';
    if (word === '=' && (of === undefined || !(of in state) || root(of) === id || before.has(root(of)))) counts = '0';
    const holds = evidence === 'guard' || evidence === 'other';
    const judges = '+-W='.includes(counts) && counts !== '';
    const entry: Entry = { round, word: counts, fresh: holds && judges && !seen[id]?.has(evidence), proof: counts === '-' && holds };
    if (counts === '=' && of !== undefined) entry.of = of;
    entries(id, seat).push(entry);
  }

  const result: Outcome = { asks: [], states: [], mergedInto: into, end: 'queue-empty' };
  const note = () => result.states.push({ ...state });
  const finish = (end: EndReason): Outcome => {
    settle(true);
    if (end === 'disabled') for (const { id } of it.findings) if (state[id] === 'worker-unique') state[id] = 'not-examined';
    note();
    return { ...result, end };
  };

  if (it.analysers.length >= 2) settle(false);
  note();
  for (let round = 1; ; round += 1) {
    const count = (able: readonly Analyser[]) => new Set(able.map(({ seat, kind }) => (mixed && kind === 'rules' ? '(rules)' : seat))).size;
    const present = it.analysers.filter(({ seat }) => !lost(seat));
    const able = present.filter(({ seat }) => !it.unable(round).includes(seat));
    const plan = able
      .map((one) => ({
        seat: one.seat,
        ids: open()
          .map(({ id }) => id)
          .filter((id) => needed(one, id, round)),
      }))
      .filter(({ ids }) => ids.length > 0);
    const stop = it.stop(round);
    if (it.analysers.length < 2) return finish('disabled');
    if (open().length === 0) return finish(round > 1 && count(present) < 2 ? 'quorum-lost' : 'queue-empty');
    if (stop !== undefined) return finish(stop);
    if (round > it.maxRounds) return finish('max-rounds');
    if (count(able) < 2) return finish('quorum-lost');
    if (plan.length === 0) return finish('queue-empty');
    result.asks.push(
      plan
        .map(({ seat, ids }) => `${seat}: ${ids.join(' ')}`)
        .toSorted()
        .join(', '),
    );
    const before = new Set(it.findings.filter(({ id }) => state[id] !== 'queued').map(({ id }) => id));
    for (const { seat, ids } of plan) {
      const failed = it.fails(seat, round);
      asked.push({ seat, round, ids, failed });
      if (!failed) for (const id of ids) hear(seat, id, round, before);
    }
    for (const { seat, ids } of plan) {
      if (it.fails(seat, round)) continue;
      for (const id of ids) {
        const { word, evidence } = it.says(seat, id, round);
        if (word !== '' && (evidence === 'guard' || evidence === 'other')) seen[id]?.add(evidence);
      }
    }
    settle(false);
    note();
  }
}

// A second implementation of convergence, written from the document alone and in another way: a sign for the position of each seat, and
// states by counting signs. Slow and simple; only for comparison.

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
type Voice = Omit<Standing, 'sign'> & { sign: Standing['sign'] | 'd'; rechecked: boolean; rules: boolean; members: Standing[] };
type Standing = { seat: string; sign: '+' | '-' | 's' | 'f' | 'u' | 'x'; origin: boolean; proof: boolean; calls?: string; round: number };

const NOBODY: Standing = { seat: '', sign: 'x', origin: false, proof: false, round: 0 };

export function referenceRun(it: Case): Outcome {
  const state: Record<string, FindingState> = Object.fromEntries(it.findings.map(({ id }) => [id, 'queued']));
  const into: Record<string, string> = {};
  const said: Record<string, Entry[]> = {};
  const seen: Record<string, Set<string>> = Object.fromEntries(it.findings.map(({ id }) => [id, new Set()]));
  const asked: { seat: string; round: number; ids: string[]; failed: boolean }[] = [];
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

  function voices(id: string): Voice[] {
    const category = it.findings.find((one) => one.id === id)?.category ?? '';
    const seats = it.analysers.filter(
      (one) => inField(one, category) || it.findings.some((f) => root(f.id) === id && f.origins.includes(one.seat)),
    );
    const groups = Map.groupBy(seats, (one) => one.voice ?? (one.kind === 'rules' ? '(rules)' : `seat ${one.seat}`));
    return [...groups.values()].map((group) => together(group, id));
  }

  function together(group: readonly Analyser[], id: string): Voice {
    const members = group.map(({ seat }) => standing(id, seat)).toSorted((a, b) => (a.seat < b.seat ? -1 : 1));
    const [pro, contra] = [members.filter(({ sign }) => sign === '+'), members.filter(({ sign }) => sign === '-')];
    const proof = contra.some((one) => one.proof);
    const silent = ['u', 'f', 's', 'x'].flatMap((sign) => members.filter((one) => one.sign === sign));
    const asked = silent.find(({ sign, calls }) => 'uf'.includes(sign) || calls !== undefined) ?? silent[0];
    const rest = { members, rules: group[0]?.kind === 'rules', rechecked: false };
    if (pro.length + contra.length === 0) return { ...(asked ?? NOBODY), ...rest };
    if (contra.length === 0) return { ...(pro.find(({ origin }) => origin) ?? pro[0] ?? NOBODY), ...rest, rechecked: pro.length > 1 };
    const against = contra.find((one) => one.proof) ?? contra[0] ?? NOBODY;
    const loses = pro.length === 0 || proof || contra.length > 1;
    return { ...against, ...rest, sign: loses ? '-' : 'd' };
  }

  /** A seat that raised it and holds it was asked after one that opposes it had spoken. */
  function wasHeard(id: string): boolean {
    const seats = voices(id).flatMap(({ members }) => members);
    const first = Math.min(...seats.filter(({ sign }) => sign === '-').map(({ round }) => round));
    return seats.some(({ seat, sign, origin }) => sign === '+' && origin && entries(id, seat).some(({ round }) => round > first));
  }

  function row(id: string, final: boolean): FindingState {
    const all = voices(id).filter(({ sign }) => sign !== 'x');
    const n = (signs: string): number => all.filter(({ sign }) => signs.includes(sign)).length;
    const [s, d] = [n('+'), n('-')];
    const seats = all.flatMap(({ members }) => members);
    const waiting = seats.filter(({ sign }) => sign === 'u' || (sign === 'f' && !final)).length;
    const held = seats.some(({ sign }) => sign === '+');
    const [holder] = all.filter(({ sign }) => sign === '+');
    const alone = d === 0 && s === 1;
    const outnumbered = d > 1 && (s === 0 || (s === 1 && holder?.origin === true));
    const byItsOwn = d === 1 && s === 0 && n('d') === 0 && (final || waiting === 0);
    const proven = all.some(({ sign, proof }) => sign === '-' && proof);
    const table: [boolean, FindingState][] = [
      [!held, 'withdrawn'],
      [d === 0 && s > 1 && s === all.length, 'full-consensus'],
      [d === 0 && s > 1 && waiting === 0, 'partial-consensus'],
      [alone && holder?.rechecked === true && (final || waiting === 0), 'rechecked'],
      [alone && waiting === 0, holder?.rules ? 'rule-only' : 'worker-unique'],
      [alone && final, 'not-examined'],
      [(outnumbered || byItsOwn) && (final || wasHeard(id)) && (!it.adversarial || proven), 'refuted'],
      [final && d === 0 && s > 1, 'partial-consensus'],
      [final && s > d && s > 1 && !(it.adversarial && proven), 'partial-consensus'],
      [final, 'contested'],
      [true, 'queued'],
    ];
    return table.find(([fits]) => fits)?.[1] ?? 'queued';
  }

  function merge(id: string, final: boolean): string | undefined {
    const all = voices(id);
    const calls = new Map<string, Voice[]>();
    for (const one of all) {
      if (one.calls === undefined || '-d'.includes(one.sign)) continue;
      const target = root(one.calls);
      if (target !== id && state[target] === 'queued') calls.set(target, [...(calls.get(target) ?? []), one]);
    }
    const [best] = [...calls].toSorted(([a, x], [b, y]) => y.length - x.length || a.localeCompare(b));
    if (best === undefined) return undefined;
    const [target, callers] = best;
    const holders = all.filter(({ sign, origin }) => sign === '+' && origin);
    if (holders.length > 0 && holders.every((one) => callers.includes(one))) return target;
    const waiting = all.flatMap(({ members }) => members).some(({ sign }) => sign === 'u' || (sign === 'f' && !final));
    const judged = all.filter(({ sign, origin, calls: names }) => '+-'.includes(sign) && !origin && names === undefined).length;
    const elsewhere = all.filter(({ calls: names, sign }) => names !== undefined && !'-d'.includes(sign)).length - callers.length;
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

  /** According to its own words, `id` repeats a finding that repeats `id`. */
  function circles(seat: string, id: string, round: number, ids: readonly string[]): boolean {
    const chain = [id];
    for (;;) {
      const at = chain.at(-1) ?? id;
      const now = ids.includes(at) ? it.says(seat, at, round) : undefined;
      const word = now === undefined || now.word === '' ? spoken(at, seat) : now;
      if (word?.word !== '=' || word.of === undefined) return false;
      const next = root(word.of);
      if (next === id) return true;
      if (chain.includes(next)) return false;
      chain.push(next);
    }
  }

  function hear(seat: string, id: string, round: number, before: ReadonlySet<string>, ids: readonly string[]): void {
    const { word, evidence, of } = it.says(seat, id, round);
    let counts = word;
    if (word === 'W' && !it.findings.some((one) => root(one.id) === id && one.origins.includes(seat))) counts = '0';
    if (word === '=' && (of === undefined || !(of in state) || root(of) === id || before.has(root(of)))) counts = '0';
    if (counts === '=' && circles(seat, id, round, ids)) counts = '0';
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
    if (end === 'disabled')
      for (const { id } of it.findings) if (state[id] === 'worker-unique' || state[id] === 'rule-only') state[id] = 'not-examined';
    note();
    return { ...result, end };
  };

  if (it.analysers.length >= 2) settle(false);
  note();
  for (let round = 1; ; round += 1) {
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
    if (open().length === 0) return finish(round > 1 && present.length < 2 ? 'quorum-lost' : 'queue-empty');
    if (stop !== undefined) return finish(stop);
    if (round > it.maxRounds) return finish('max-rounds');
    if (able.length < 2) return finish('quorum-lost');
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
      if (!failed) for (const id of ids) hear(seat, id, round, before, ids);
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

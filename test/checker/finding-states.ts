// Checks from the report alone, independently of the program, whether each state of a finding fits its votes: two voices confirm, one
// voice rechecks, and “all agree” needs all. All rules are one voice, and so are all seats of one model.

import { type Fields, fieldsOf, type Json, listOf, textOf } from './canonical.ts';
import type { Say } from './findings.ts';

type Stand = { voice: string; holds: boolean };

export function checkFindingStates(run: string, view: Json | undefined, say: Say): void {
  const { seats, findings, words } = fieldsOf(view);
  const analysers = listOf(seats).filter((it) => fieldsOf(it).role === 'analyser');
  const voices = new Map(analysers.map((it) => [textOf(fieldsOf(it).name), voiceOf(it)]));
  const all = listOf(findings).map(fieldsOf);
  const root = (id: string): string => {
    const into = textOf(all.find((it) => it.id === id)?.mergedInto);
    return into === '' ? id : root(into);
  };
  for (const { id: name, state: stands, settledIn } of all) {
    const [id, state] = [textOf(name), textOf(stands)];
    // What was said after it was settled changed nothing.
    const until = typeof settledIn === 'number' ? settledIn : Number.POSITIVE_INFINITY;
    const last = lastWords(
      listOf(words)
        .map(fieldsOf)
        .filter(({ round }) => Number(round) <= until),
    );
    const raised = new Set(
      all
        .filter((it) => root(textOf(it.id)) === id)
        // Who did not look at what it raised adds nothing to the finding that this is merged into.
        .flatMap((it) =>
          listOf(it.seats)
            .filter((seat) => it.id === id || !listOf(it.blind).includes(seat))
            .map(textOf),
        ),
    );
    const told = [...voices].flatMap(([seat, voice]): Stand[] => {
      const own = last.find((it) => it.seat === seat && it.finding === id)?.verdict;
      if (own === 'AGREE' || own === 'SUPPLEMENT') return [{ voice, holds: true }];
      if (own === 'DISAGREE' || own === 'WITHDRAW') return [{ voice, holds: false }];
      // Without a look it says only that two texts are alike.
      const alike = last.filter((it) => it.seat === seat && it.finding !== id && it.verdict === 'DUPLICATE' && it.look !== 'none');
      const lends = alike.some((it) => root(textOf(it.of)) === id);
      return raised.has(seat) || lends ? [{ voice, holds: true }] : [];
    });
    const fault = faultOf(state, told);
    if (fault !== undefined) say(`${run}: ${id} is ${state}, and ${fault}`);
  }
}

/** The latest word of each seat on each finding; leaving a finding out is no word. */
const lastWords = (words: readonly Fields[]): Fields[] => [
  ...new Map(words.filter(({ note }) => note !== 'no-answer').map((it) => [`${textOf(it.seat)} ${textOf(it.finding)}`, it])).values(),
];

/** Written from the document: what must be so for a state to be claimed. */
function faultOf(state: string, told: readonly Stand[]): string | undefined {
  const by = [...Map.groupBy(told, ({ voice }) => voice).values()];
  const holding = by.filter((it) => it.some(({ holds }) => holds));
  const against = by.filter((it) => it.every(({ holds }) => !holds));
  switch (state) {
    case 'full-consensus':
      if (against.length > 0) return 'a voice opposes it';
      return holding.length < 2 ? 'fewer than two voices hold it' : undefined;
    case 'partial-consensus':
      return holding.length < 2 ? 'fewer than two voices hold it' : undefined;
    case 'rechecked':
      if (against.length > 0) return 'a voice opposes it';
      return holding.some((it) => it.filter(({ holds }) => holds).length >= 2) ? undefined : 'no voice has rechecked it';
    case 'rule-only':
    case 'worker-unique':
    case 'not-examined':
      return against.length > 0 ? 'a voice opposes it' : undefined;
    default:
      return undefined;
  }
}

function voiceOf(seat: Json): string {
  const { voice, model, provider, agent } = fieldsOf(seat);
  if (voice === 'rules') return 'rules';
  if (model !== 'inherit') return `model ${textOf(model).split('/').at(-1)}`;
  return provider === 'command' ? `agent ${textOf(agent)}` : `provider ${textOf(provider)}`;
}

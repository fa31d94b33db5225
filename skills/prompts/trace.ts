// Checks that each block of a narrative refers to something in this run. A block without a valid reference is not printed; that one
// was dropped is reported.

import type { RunView } from '../../contracts/run/run-view.ts';
import type { CheckedBlock, NarrativeBlock } from '../../contracts/work/narrative.ts';

export function checkNarrative(blocks: readonly NarrativeBlock[], known: ReadonlySet<string>, seat: string): CheckedBlock[] {
  return blocks.map((block) => {
    const refs = [...new Set(block.refs.map((it) => it.trim()))].filter((it) => it !== '');
    const named = `${block.title ?? ''} ${block.text}`.match(FINDING_OR_GAP) ?? [];
    const dropped = [...new Set([...refs, ...named])].filter((it) => !known.has(it));
    const held = refs.filter((it) => known.has(it));
    const traced = held.length === 0 ? 'none' : dropped.length === 0 ? 'all' : 'some';
    return {
      kind: block.kind,
      ...(block.title === undefined ? {} : { title: block.title }),
      text: block.text,
      refs: held,
      seat,
      traced,
      dropped,
    };
  });
}

/** What a text calls a finding or a gap, whatever its references say. */
const FINDING_OR_GAP = /(?<![\w-])[FG]-\d{3,}(?![\w-])/g;

/**
 * What a block may refer to: a finding (`F-001`), a seat's word on it (`F-001/codex`), a dispatch (`r-k3f7qa.d3`, or `d3`), a gap
 * of a critic (`G-001`), a gate, and parts of the report other than findings.
 */
export function knownReferences(view: RunView): Set<string> {
  return new Set([
    ...view.findings.map((it) => it.id),
    ...view.words.map((it) => `${it.finding}/${it.seat}`),
    ...view.raised.map((it) => it.ref),
    ...view.dispatches.flatMap((it) => [it.id, localName(it.id)]),
    ...view.gaps.flatMap((it) => it.id ?? []),
    ...view.gates.flatMap((it) => [it.gate.id, localName(it.gate.id)]),
    ...REPORT_PARTS,
  ]);
}

/** Parts that every report has. */
const REPORT_PARTS = ['map', 'not-looked-at', 'timeline', 'base'] as const;

const localName = (id: string): string => id.slice(id.indexOf('.') + 1);

/** `quoted`: the words of an agent, about which Muster knows only that what they name exists. Its own program words facts. */
export type PrintedBlock = CheckedBlock & { quoted: boolean };

export type Narrative = {
  summary: PrintedBlock[];
  first: PrintedBlock[];
  themes: PrintedBlock[];
  questions: PrintedBlock[];
  /** By the finding that a block names first. */
  ofFinding: ReadonlyMap<string, PrintedBlock[]>;
  /** How many blocks were not printed because their references are invalid. */
  dropped: number;
  seats: string[];
};

/** The blocks that may be printed: those that name something that exists. */
export function printedNarrative({ narrative, seats }: Pick<RunView, 'narrative' | 'seats'>): PrintedBlock[] {
  const own = new Set<string>(seats.filter((it) => it.provider === 'builtin').map((it) => it.name));
  return narrative.filter((it) => it.traced !== 'none').map((it) => ({ ...it, quoted: !own.has(it.seat) }));
}

/** The same by where they belong. */
export function sortedNarrative(view: RunView): Narrative {
  const printed = printedNarrative(view);
  const ids = new Set<string>(view.findings.map((it) => it.id));
  const home = (block: CheckedBlock) => (block.kind === 'finding' ? block.refs.find((it) => ids.has(it)) : undefined);
  const ofFinding = new Map<string, PrintedBlock[]>();
  for (const block of printed) {
    const id = home(block);
    if (id !== undefined) ofFinding.set(id, [...(ofFinding.get(id) ?? []), block]);
  }
  return {
    summary: printed.filter((it) => it.kind === 'summary'),
    first: printed.filter((it) => it.kind === 'first'),
    themes: printed.filter((it) => it.kind === 'theme' || (it.kind === 'finding' && home(it) === undefined)),
    questions: printed.filter((it) => it.kind === 'open-question'),
    ofFinding,
    dropped: view.narrative.length - printed.length,
    seats: [...new Set(printed.map((it) => it.seat))],
  };
}

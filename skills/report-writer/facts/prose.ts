// The prose of a report that workers wrote: which code it names, what the run itself confirms, and the same prose with a mark at
// names that are in no source.

import { Finding } from '../../../contracts/findings/finding.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { bounded } from '../../../contracts/text.ts';
import { CheckedBlock } from '../../../contracts/work/narrative.ts';
import { codeIn, type KnownNames, withMarks } from '../../../validators/evidence/prose.ts';
import { sayIn } from '../language/say.ts';

export function codeInProse({ narrative, raised }: RunView): string[] {
  const texts = [...narrative.flatMap((it) => [it.title ?? '', it.text]), ...raised.map(({ finding }) => finding.recommendation ?? '')];
  return [...new Set(texts.flatMap(codeIn))];
}

/** What prose may name although it is not in the base: the run's own names, the task, and confirmed findings. */
export function sourcesOf(view: RunView): KnownNames {
  const held = new Set(
    view.findings
      .filter(({ state }) => state === 'full-consensus' || state === 'partial-consensus' || state === 'rechecked')
      .flatMap(({ origins }) => origins),
  );
  const { task } = view;
  return {
    names: new Set([
      view.id,
      task.type,
      ...task.scope,
      ...(task.range === undefined ? [] : [task.range, ...task.range.split(/\.{2,3}/)]),
      ...view.findings.flatMap((it) => [it.id, it.fingerprint, it.category, it.severity, it.state]),
      ...view.raised.flatMap((it) => [it.ref, it.fingerprint, it.finding.category]),
      ...view.dispatches.map((it) => it.id),
      ...view.seats.flatMap((it) => [it.name, it.agent, it.model, it.provider, it.role]),
      ...view.gaps.flatMap((it) => it.id ?? []),
      'report.json',
      'report.md',
      'report.html',
    ]),
    texts: [
      JSON.stringify(task),
      ...view.raised
        .filter(({ ref }) => held.has(ref))
        .flatMap(({ finding: { title, claim, evidence } }) => [
          title,
          claim,
          ...evidence.flatMap((it) => [it.quote ?? '', it.command ?? '', it.searched?.pattern ?? '']),
        ]),
    ],
  };
}

export function markedProse(view: RunView, missing: readonly string[]): RunView {
  if (missing.length === 0) return view;
  const strange = new Set(missing);
  const mark = sayIn(view.task.language)('not in the sources');
  const marked = (text: string): string => withMarks(text, strange, mark);
  return {
    ...view,
    narrative: view.narrative.map((it) =>
      bounded(CheckedBlock, { ...it, ...(it.title === undefined ? {} : { title: marked(it.title) }), text: marked(it.text) }),
    ),
    raised: view.raised.map((it) => {
      const { recommendation } = it.finding;
      return recommendation === undefined
        ? it
        : { ...it, finding: bounded(Finding, { ...it.finding, recommendation: marked(recommendation) }) };
    }),
  };
}

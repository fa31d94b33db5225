// What a critic is shown: who looked and at what, in their words, and one line for each thing that was raised, so that it repeats
// none. And what is shown to the worker that then examines a gap.

import type { CanonicalFinding } from '../../../contracts/findings/convergence.ts';
import type { NamedGap } from '../../../contracts/findings/gap.ts';
import type { AskedWorker } from '../../../contracts/work/asked-worker.ts';
import { evidenceText } from '../convergence/grouping/finding-text.ts';

const MOST_RAISED = 300;

export function lookedText(looked: readonly AskedWorker[]): string {
  return looked
    .map(({ seat, kind, completed, why, coverage }) => {
      const who = `${seat} (${kind === 'rules' ? 'fixed rules' : 'a model'})`;
      if (!completed) return `${who} delivered nothing${why === '' ? '' : `: ${why}`}.`;
      return `${who}: ${coverage === '' ? 'does not say what it covered.' : coverage}`;
    })
    .join('\n\n');
}

export function raisedText(findings: readonly CanonicalFinding[]): string {
  const told = findings.filter(({ state }) => state !== 'merged');
  const lines = told.slice(0, MOST_RAISED).map((it) => {
    const place = it.path === undefined ? '' : ` ${it.path}${it.line === undefined ? '' : `:${it.line}`}`;
    return `${it.id}${place} ${it.title} (${it.state})`;
  });
  if (told.length > MOST_RAISED) lines.push(`… and ${told.length - MOST_RAISED} more`);
  return lines.length === 0 ? 'Nothing.' : lines.join('\n');
}

export function gapText({ id, gap, checks }: NamedGap): string {
  const places = (gap.evidence ?? []).filter((_, at) => checks?.[at]?.outcome !== 'absent');
  const gone = (gap.evidence ?? []).length - places.length;
  return [
    `${id} · ${gap.category}\n${gap.title}`,
    `Claim: ${gap.claim}`,
    places.length === 0 ? '' : ['Where to look:', ...places.map((it) => `- ${evidenceText(it)}`)].join('\n'),
    gone === 0 ? '' : `${gone} of its locations were not found by Muster.`,
  ]
    .filter((it) => it !== '')
    .join('\n\n');
}

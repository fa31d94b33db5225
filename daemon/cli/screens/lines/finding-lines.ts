// One finding in a list on the terminal: severity, location, title, and who raised, confirmed or opposed it.

import { placesRefuted } from '../../../../skills/phases/convergence/grouping/folded.ts';
import { type Dossier, opponents, silentPositions, supporterWords } from '../../../../skills/report-writer/facts/dossier.ts';
import { count, listed } from '../../../../skills/wording/numbers.ts';
import { oneLine } from '../../../../skills/wording/plain-text.ts';
import { stateLabel } from '../../../../skills/wording/states.ts';
import { abstentionWords, isUncounted } from '../../../../skills/wording/verdicts.ts';
import { fitPath, pad, wrap } from './layout.ts';
import { type Paint, severityPaint } from './paint.ts';

const SEVERITY = 10;
const ID = 7;

export function findingLines(dossier: Dossier, paint: Paint, width: number, indent = '  '): string[] {
  const { finding, place } = dossier;
  const state = stateLabel(finding);
  const rest = width - indent.length - SEVERITY - ID - state.length - 2;
  const head = [
    indent,
    severityPaint(paint, finding.severity)(pad(finding.severity, SEVERITY)),
    paint.bold(pad(finding.id, ID)),
    pad(fitPath(place ?? 'no location', rest), rest),
    '  ',
    paint.dim(state),
  ];
  const below = ' '.repeat(indent.length + SEVERITY);
  return [head.join('').trimEnd(), ...wrap(oneLine(finding.title), width, below), ...wrap(standing(dossier), width, below).map(paint.dim)];
}

/** `raised by codex, confirmed by kimi; opposed by claude; no answer from gemini` */
export function standing(dossier: Dossier): string {
  const against = opponents(dossier);
  const silent = silentPositions(dossier);
  const unheard = silent.filter((it) => it.stance === 'abstained');
  const abstained = unheard.filter(({ why }) => !isUncounted(why)).map((it) => it.seat);
  const uncounted = unheard.filter(({ why }) => isUncounted(why));
  const missing = silent.filter((it) => it.stance === 'failed').map((it) => it.seat);
  const gone = placesRefuted(dossier.finding).length;
  return [
    supporterWords(dossier),
    ...(against.length > 0 ? [`opposed by ${listed(against)}`] : []),
    ...uncounted.map(({ seat, why }) => `${seat} ${abstentionWords(why)}`),
    ...(abstained.length > 0 ? [`${listed(abstained)} abstained`] : []),
    ...(gone > 0 ? [`${count(gone, 'place')} refuted`] : []),
    ...(missing.length > 0 ? [`no answer from ${listed(missing)}`] : []),
  ].join('; ');
}

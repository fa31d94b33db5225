// Of the skill's words, the ones that these questions need: a manner that is not asked for, and a
// situation that the worker is not in, only cost reading.

import type { AskedFinding } from './ask.ts';

/** The preamble of SKILL.md always; a section only where a finding asked about calls for it. */
export function verdictWords(skill: string, asked: readonly AskedFinding[]): string {
  const [preamble = '', ...sections] = skill.split(/^(?=## )/m);
  const wanted = sections.filter((section) => isWanted(section.slice(3, section.indexOf('\n')).trim(), asked));
  return [preamble, ...wanted].map((part) => part.trim()).join('\n\n');
}

function isWanted(heading: string, asked: readonly AskedFinding[]): boolean {
  switch (heading) {
    case 'Manner: lightweight':
    case 'Manner: full-reanalysis':
      return asked.some(({ manner }) => heading === `Manner: ${manner.mode}`);
    case 'Manner: adversarial':
      return asked.some(({ manner }) => manner.adversarial);
    case 'What you raised yourself':
      return asked.some(({ raisedByYou }) => raisedByYou);
    case 'What you judged before':
      return asked.some(({ judgedBefore, raisedByYou }) => judgedBefore && !raisedByYou);
    default:
      return true;
  }
}

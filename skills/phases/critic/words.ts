// Of the critic's words, the ones for what it is asked: coverage, or acceptance.

import type { CriticMode } from '../../../contracts/findings/gap.ts';

export function criticWords(skill: string, mode: CriticMode): string {
  const [preamble = '', ...sections] = skill.split(/^(?=## )/m);
  const wanted = sections.filter((it) => !it.startsWith('## Mode:') || it.startsWith(`## Mode: ${mode}\n`));
  return [preamble, ...wanted].map((it) => it.trim()).join('\n\n');
}

// The built-in report-writer: writes a narrative by rule, from the facts, each block with its references. It says what the tables
// do not show at a glance, and nothing where there is nothing to add.

import type { Report } from '../../../contracts/run/report.ts';
import type { NarrativeBlock } from '../../../contracts/work/narrative.ts';
import { firstSteps } from './first-steps.ts';
import { questions } from './questions.ts';
import { remarks } from './remarks.ts';
import { standings } from './standing.ts';
import { summary } from './summary.ts';
import { themes } from './themes.ts';

export function narrate(facts: Report): NarrativeBlock[] {
  const all = standings(facts);
  const blocks = [...summary(facts, all), ...firstSteps(facts, all), ...themes(all), ...remarks(all), ...questions(facts, all)];
  return blocks.filter((it) => it.refs.length > 0 && it.text.trim() !== '');
}

// The plan that a gate asks about, in full, so that a person does not approve it unseen. Pure.

import { planMarkdown } from '../../../skills/phases/plan/report/plan-markdown.ts';
import { plainDeep } from '../../../skills/wording/plain-text.ts';
import type { GateLine } from './gates-screen.ts';
import { markdownLines } from './lines/markdown-lines.ts';
import type { Screen } from './lines/paint.ts';

/** Includes every command of the plan; empty for a gate that is not about a plan. */
export function planAsked(lines: readonly Pick<GateLine, 'view' | 'it'>[], screen: Screen): string {
  const texts = lines.flatMap(({ view: { plan, task }, it }) => {
    if (it.gate.about.kind !== 'plan' || plan?.digest !== it.gate.about.plan) return [];
    const { plan: shown, verification, commands } = plainDeep(plan);
    const markdown = planMarkdown({ ...shown, commands: { ...commands, ...shown.commands } }, verification, task.language);
    return [`${markdownLines(markdown, screen)}\n\n`];
  });
  return texts.join('');
}

// The plan that a gate asks about, in full, so that nothing is approved unseen. Pure.

import { planMarkdown } from '../../../skills/phases/plan/report/plan-markdown.ts';
import { plainDeep } from '../../../skills/telling/plain-text.ts';
import type { GateLine } from './gates-screen.ts';

/** With every command of the plan in full; nothing for a gate that asks about something else. */
export function planAsked(lines: readonly Pick<GateLine, 'view' | 'it'>[]): string {
  const texts = lines.flatMap(({ view: { plan, task }, it }) => {
    if (it.gate.about.kind !== 'plan' || plan?.digest !== it.gate.about.plan) return [];
    const { plan: shown, verification, commands } = plainDeep(plan);
    return [`${planMarkdown({ ...shown, commands: { ...commands, ...shown.commands } }, verification, task.language)}\n\n`];
  });
  return texts.join('');
}

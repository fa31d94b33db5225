// Takes the text out of a result and runs every check on it. It only reports the outcomes; the rules decide what follows.

import type { CheckOutcome } from '../../../contracts/make/artifact.ts';
import type { Check } from '../../../contracts/make/prompt.ts';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import { formFault, schemaFault } from '../../../validators/artifact/form.ts';
import { readResult } from '../../../validators/result/read-result.ts';
import type { EffectContext } from '../effect-context.ts';
import { runCommandCheck } from './command-check.ts';
import { evidenceFault } from './evidence-check.ts';
import { patternFault } from './pattern-check.ts';
import { orMakingRefused, unmakeable } from './refused.ts';

type CheckArtifactEffect = Extract<RunEffect, { kind: 'check-artifact' }>;

export function checkArtifact(
  run: string,
  order: CheckArtifactEffect,
  context: EffectContext,
  signal: AbortSignal,
): Promise<RunObservation> {
  return orMakingRefused(order, async () => {
    const { phase, making, round, dispatch, artifact } = order;
    const read = readResult(await context.objects.get(order.result), { ...order.expected, role: 'writer' });
    const written = read.kind === 'valid' ? read.result.artifact : undefined;
    if (!written) throw unmakeable(`the result of ${dispatch} has no text`);
    const bytes = Buffer.from(written.text);
    const digest = await context.objects.put(bytes);
    const checks: CheckOutcome[] = [];
    const form = formFault(artifact.kind, written.text);
    if (artifact.kind === 'json' || artifact.kind === 'yaml') checks.push(outcome(`is ${artifact.kind}`, 'form', form));
    for (const [nth, check] of order.checks.entries()) {
      const what = check.name ?? nameOf(check);
      if ('schema' in check) checks.push(outcome(what, 'schema', form ?? schemaFault(artifact.kind, written.text, check.schema)));
      else if ('pattern' in check) checks.push(outcome(what, 'pattern', patternFault(check, written.text)));
      else if ('evidence' in check)
        checks.push(outcome(what, 'evidence', await evidenceFault(check.evidence, written.evidence ?? [], order.base, context, signal)));
      else checks.push(outcome(what, 'command', await runCommandCheck({ run, order, nth, check, bytes }, context, signal)));
    }
    return { kind: 'artifact-checked', phase, making, round, dispatch, digest, bytes: bytes.byteLength, checks };
  });
}

const outcome = (what: string, kind: CheckOutcome['kind'], fault: string | undefined): CheckOutcome => ({
  what,
  kind,
  held: fault === undefined,
  says: fault ?? '',
});

function nameOf(check: Check): string {
  if ('schema' in check) return 'schema';
  if ('pattern' in check) return `${check.not ? 'no ' : ''}/${check.pattern}/`;
  return 'evidence' in check ? `${check.evidence} places found` : check.command.join(' ');
}

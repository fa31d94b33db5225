// Evidence looked up in a repository, row by row.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Evidence, EvidenceCheck } from '../../../../contracts/findings/finding.ts';
import { checkEvidence } from '../../../../validators/evidence/check-evidence.ts';
import type { EvidenceSource } from '../../../../validators/evidence/evidence-source.ts';
import { type Sandbox, sandbox } from '../../runtime/workspace/sandbox.ts';

export type Context = { box: Sandbox; stop: AbortController };

export type Row = [what: string, evidence: Evidence, expected: Partial<EvidenceCheck>];

export async function check(evidence: Evidence, source: EvidenceSource): Promise<EvidenceCheck> {
  return EvidenceCheck.parse(await checkEvidence(Evidence.parse(evidence), source));
}

export function withSandbox(name: string) {
  const test = suite<Context>(name);
  test.before.each((context) => {
    context.box = sandbox();
    context.stop = new AbortController();
  });
  test.after.each(({ box, stop }) => {
    stop.abort();
    box.remove();
  });
  return test;
}

export async function holds(rows: readonly Row[], source: EvidenceSource): Promise<void> {
  for (const [what, evidence, expected] of rows) {
    const found = await check(evidence, source);
    const seen = Object.fromEntries(Object.keys(expected).map((key) => [key, found[key as keyof EvidenceCheck]]));
    assert.equal(seen, expected, `${what}: ${JSON.stringify(found)}`);
  }
}

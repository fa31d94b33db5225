// A remark on a single finding, only if its card does not show it: workers who grade it differently, evidence that was partly
// missing, an objection with proof.

import type { NarrativeBlock } from '../../../contracts/work/narrative.ts';
import type { Standing } from './standing.ts';
import { block, capital, counted, listed } from './wording.ts';

const REMARKS = 40;

export function remarks(all: readonly Standing[]): NarrativeBlock[] {
  return all
    .filter((it) => it.held || it.open)
    .flatMap((it) => {
      const said = [...graded(it), ...evidenceInPart(it), ...proofAgainst(it)];
      const refs = [it.finding.id, ...it.opposes.map((word) => `${it.finding.id}/${word.seat}`)];
      return said.length === 0 ? [] : [block('finding', undefined, said.join(' '), refs)];
    })
    .slice(0, REMARKS);
}

function graded({ raised, finding }: Standing): string[] {
  const grades = Map.groupBy(raised, (it) => it.finding.severity);
  if (grades.size < 2) return [];
  const told = [...grades].map(([severity, by]) => `${listed([...new Set(by.map((it) => it.seat))])} ${severity}`);
  return [`Graded differently: ${listed(told)}; the result is ${finding.severity}.`];
}

function evidenceInPart({ raised }: Standing): string[] {
  const checks = raised.flatMap((it) => it.checks);
  const absent = checks.filter((it) => it.outcome === 'absent').length;
  if (absent === 0 || absent === checks.length) return [];
  return [`${capital(counted(absent, 'piece'))} of its ${checks.length} pieces of evidence ${absent === 1 ? 'was' : 'were'} not found.`];
}

function proofAgainst({ opposes }: Standing): string[] {
  const proved = opposes.filter((it) => it.counterProof ?? it.checks.some((check) => check.outcome === 'found'));
  if (proved.length === 0) return [];
  return [`The objection of ${listed(proved.map((it) => it.seat))} quotes a line that was found; weigh it against the claim.`];
}

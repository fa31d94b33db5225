// The labelled pairs as raised findings: each quotes the lines of its scene, and the program found them.

import { readFileSync } from 'node:fs';
import type { RaisedFinding } from '../../../../../contracts/findings/finding.ts';

type Written = { at: string; category: string; title: string; claim: string };
type Scene = {
  name: string;
  /** Written to have different defects near each other, also of one kind. */
  near?: true;
  set: 'tune' | 'held-out' | 'kept-aside';
  code: { start: number; lines: string[] };
  findings: Record<string, Written>;
  pairs: [a: string, b: string, label: 'same' | 'different', why: string][];
};

export type Pair = { name: string; set: Scene['set']; near: boolean; same: boolean; why: string; a: RaisedFinding; b: RaisedFinding };

export function corpus(): Pair[] {
  const url = new URL('../../../../fixtures/convergence/pairs.json', import.meta.url);
  const { scenes } = JSON.parse(readFileSync(url, 'utf8')) as { scenes: Scene[] };
  return scenes.flatMap((scene) =>
    scene.pairs.map(([a, b, label, why]) => ({
      name: `${scene.name}: ${a}, ${b}`,
      set: scene.set,
      near: scene.near === true,
      same: label === 'same',
      why,
      a: raisedOf(scene, a),
      b: raisedOf(scene, b),
    })),
  );
}

function raisedOf({ name, code, findings }: Scene, key: string): RaisedFinding {
  const written = findings[key];
  if (written === undefined) throw new Error(`${name} has no finding ${key}`);
  const { at, ...rest } = written;
  const [, path = '', first, last] = /^(.*?)(?::(\d+)(?:-(\d+))?)?$/.exec(at) ?? [];
  const line = first === undefined ? undefined : Number(first);
  const endLine = last === undefined ? undefined : Number(last);
  const quote = line === undefined ? '' : code.lines.slice(Math.max(0, line - code.start), (endLine ?? line) - code.start + 1).join('\n');
  const lines = { ...(line === undefined ? {} : { line }), ...(endLine === undefined ? {} : { endLine }) };
  return {
    ref: `r-abcdef.d1/${key}`,
    dispatch: 'r-abcdef.d1',
    seat: 'claude',
    fingerprint: 'f-000000',
    finding: {
      ...rest,
      localId: key,
      severity: 'major',
      confidence: 0.8,
      evidence: [{ path, ...lines, ...(quote === '' ? {} : { quote }) }],
    },
    checks: [{ outcome: quote === '' ? 'located' : 'found', path, ...lines }],
  };
}

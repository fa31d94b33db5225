// The lineage edges of events: which sources each names, for every kind of thing that a run makes.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { LINEAGE } from '../../../../skills/lineage/edges.ts';

const RUN = 'r-aaaaaa';
const edges = (type: string, payload: unknown, stream = `run/${RUN}` as const): string[] =>
  LINEAGE.rows({ stream, seq: 1, type, at: '2026-11-21T10:15:30.120Z', payload } as never).map(
    ([source, dependent, kind, digest, run]) => `${source} > ${dependent} ${kind}${digest === '' ? '' : ` ${digest}`} ${run}`,
  );

const CASES: readonly [type: string, payload: unknown, expected: readonly string[]][] = [
  ['base.captured', { base: { tree: 'abc' } }, [`base:abc > run:${RUN} REQUIRES ${RUN}`]],
  [
    'dispatch.prepared',
    { dispatch: `${RUN}.d2`, phase: 'examine', findings: ['F-001'], judges: ['plan:1f', 'F-001'], supersedes: `${RUN}.d1` },
    [
      `run:${RUN} > dispatch:${RUN}.d2 GENERATES ${RUN}`,
      `phase:${RUN}/examine > dispatch:${RUN}.d2 GENERATES ${RUN}`,
      `finding:${RUN}.F-001 > dispatch:${RUN}.d2 REQUIRES ${RUN}`,
      `plan:1f > dispatch:${RUN}.d2 REQUIRES ${RUN}`,
      `dispatch:${RUN}.d1 > dispatch:${RUN}.d2 REQUIRES ${RUN}`,
    ],
  ],
  [
    'finding.raised',
    {
      raised: { ref: `${RUN}.d1/a`, dispatch: `${RUN}.d1`, finding: { evidence: [{ path: 'x.ts' }, { path: 'x.ts' }, { command: 'ls' }] } },
    },
    [`result:${RUN}.d1 > raised:${RUN}.d1/a GENERATES ${RUN}`, `file:x.ts > raised:${RUN}.d1/a REQUIRES ${RUN}`],
  ],
  [
    'verdict.given',
    { dispatch: `${RUN}.d2`, verdict: { finding: 'F-001', evidence: [{ path: 'y.ts' }] } },
    [
      `result:${RUN}.d2 > verdict:${RUN}.d2/F-001 GENERATES ${RUN}`,
      `finding:${RUN}.F-001 > verdict:${RUN}.d2/F-001 REQUIRES ${RUN}`,
      `verdict:${RUN}.d2/F-001 > report:${RUN} INCLUDES ${RUN}`,
      `file:y.ts > verdict:${RUN}.d2/F-001 REQUIRES ${RUN}`,
    ],
  ],
  [
    'making.compiled',
    {
      making: 'p1',
      inputs: [
        { macro: 'file', found: { path: 'a.md', digest: 'd1' } },
        { macro: 'require', found: { path: '/h/a.md', digest: 'd2' } },
        { macro: 'param', found: { path: null, digest: 'd3' } },
        { macro: 'optional', found: null },
      ],
    },
    [`file:a.md > making:${RUN}.p1 INCLUDES d1 ${RUN}`, `artifact:/h/a.md > making:${RUN}.p1 INCLUDES d2 ${RUN}`],
  ],
  ['phase.started', { phase: 'errors', team: ['one'] }, [`run:${RUN} > phase:${RUN}/errors GENERATES ${RUN}`]],
  [
    'phases.proposed',
    { phase: 'next', dispatch: `${RUN}.d1`, seat: 'one', digest: 'd1', phases: [{ key: 'errors' }] },
    [`result:${RUN}.d1 > proposal:${RUN}/d1 GENERATES d1 ${RUN}`],
  ],
  [
    'phases.added',
    { after: 'next', digest: 'd1', phases: [{ key: 'errors' }, { key: 'again' }] },
    [`proposal:${RUN}/d1 > phase:${RUN}/errors GENERATES d1 ${RUN}`, `proposal:${RUN}/d1 > phase:${RUN}/again GENERATES d1 ${RUN}`],
  ],
  ['run.queued', { waitsFor: 'a slot' }, []],
];

for (const [type, payload, expected] of CASES) test(type, () => assert.equal(edges(type, payload), expected));

test('of the house there are none', () => {
  assert.equal(edges('base.captured', { base: { tree: 'abc' } }, 'house' as never), []);
});

test.run();

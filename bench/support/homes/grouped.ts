// A run in which five workers raised thousands of findings and judged each other's: grouped, asked about in one round and settled,
// as its lead would have recorded it. Titles, places, severities and states vary as in real reviews; everything is deterministic.

import type { CanonicalFinding, FindingVerdict } from '../../../contracts/findings/convergence.ts';
import { SEVERITIES } from '../../../contracts/findings/names.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import { asked, finding, type RunCommits, SEATS, sampleRun } from './sample-run.ts';

const WORKERS = 5;
const STATES = ['full-consensus', 'partial-consensus', 'worker-unique', 'contested', 'refuted'] as const;
const THINGS = ['request', 'connection', 'retry', 'session', 'order', 'price of an order that was sent back', 'upload', 'cursor'];
const FAULTS = [
  'keeps its handle when it is refused',
  'is read before it is checked',
  'loses the last page where the count is a multiple of the page size and nobody has asked for the total before',
  'is written twice',
  'compares times of two clocks',
];

/** The number of findings in total; each has a word of every worker that did not raise it, except for some that are silent. */
export function groupedTale(run: string, project: string, findings: number): RunCommits {
  const each = Math.ceil(findings / WORKERS);
  const all = Array.from({ length: findings }, (_, n) => grouped(run, n, each));
  const words = all.flatMap(({ id, seats }, n) => wordsOn(run, id, seats[0] ?? '', n));
  const phase = 'convergence';
  const asks = workers().map((seat, at) => ({
    ...{ round: 1, seat, dispatch: `${run}.d${WORKERS + 1 + at}`, outcome: 'answered' as const },
    findings: all.filter((it) => !it.seats.includes(seat)).map(({ id }) => id),
  }));
  const settled = all.map(
    ({ id }, n): RunEvent => ({
      type: 'finding.settled',
      payload: {
        phase,
        finding: id,
        state: stateOf(n),
        round: 1,
        reason: 'Two voices confirm it, and one of them brought a test that fails.',
      },
    }),
  );
  return [
    ...sampleRun(run, project, { looks: WORKERS, findings: each, words: false }),
    [
      { type: 'phase.ended', payload: { phase: 'analysis', outcome: 'completed' } },
      { type: 'phase.started', payload: { phase, team: workers() } },
      { type: 'convergence.grouped', payload: { phase, findings: all } },
    ],
    [
      {
        type: 'convergence.opened',
        payload: { phase, round: 1, queue: findings, asks: asks.map((it) => ({ ...it, outcome: 'pending' })) },
      },
    ],
    ...asks.flatMap(({ seat, dispatch }) => asked(run, dispatch, seat)),
    [{ type: 'convergence.closed', payload: { phase, round: 1, words, asks } }],
    settled,
    [
      { type: 'convergence.ended', payload: { phase, reason: 'queue-empty' } },
      { type: 'phase.ended', payload: { phase, outcome: 'completed' } },
    ],
  ];
}

/** The seat of a dispatch is the one with its number. */
const workerOf = (n: number): string => SEATS[n % SEATS.length] ?? '';
const workers = (): string[] => Array.from({ length: WORKERS }, (_, at) => workerOf(at + 1));
const stateOf = (n: number) => STATES[(n * 7) % STATES.length] ?? 'contested';

function grouped(run: string, n: number, each: number): CanonicalFinding {
  const dispatch = `${run}.d${Math.floor(n / each) + 1}`;
  const seat = workerOf(Math.floor(n / each) + 1);
  const { ref, fingerprint } = finding(dispatch, seat, n % each);
  return {
    id: `F-${String(n + 1).padStart(3, '0')}`,
    fingerprint,
    origins: [ref],
    seats: [seat],
    title: `The ${THINGS[n % THINGS.length]} ${FAULTS[(n * 3) % FAULTS.length]} (${n + 1})`,
    category: 'resource-leak',
    severity: SEVERITIES[(n * 5) % SEVERITIES.length] ?? 'minor',
    path: `src/${THINGS[(n * 11) % 5]}/part-${n % 97}/checkout.ts`,
    line: (n * 13) % 900,
    state: 'queued',
  };
}

/** One in eleven does not answer. */
function wordsOn(run: string, id: string, raisedBy: string, n: number): FindingVerdict[] {
  return workers().flatMap((seat, at) =>
    seat === raisedBy || (n + at) % 11 === 0
      ? []
      : [
          {
            ...{ finding: id, seat, round: 1, dispatch: `${run}.d${WORKERS + 1 + at}`, evidence: [], checks: [] },
            verdict: (n + at) % 4 === 0 ? 'DISAGREE' : (n + at) % 7 === 0 ? 'ABSTAIN' : 'AGREE',
            basis: 'I followed the callers: each of them gives the handle back only where the request was granted.',
          } satisfies FindingVerdict,
        ],
  );
}

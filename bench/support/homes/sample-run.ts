// A realistic run, as the commits that its lead would have made: for the benches of the ledger and of its readers. Texts are as
// long as in real reviews; everything is deterministic.

import { Config } from '../../../contracts/config.ts';
import type { RunStream } from '../../../contracts/event.ts';
import type { Seat } from '../../../contracts/task/agent.ts';
import { TemplateFile } from '../../../contracts/task/template.ts';
import { USAGE_UNAVAILABLE } from '../../../contracts/usage.ts';
import { digestOf } from '../../../runtime/canonical.ts';
import type { Commit } from '../../../runtime/ledger/ledger.ts';
import type { MusterEvents } from '../../../skills/events.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';

/** One commit each. */
export type RunCommits = readonly (readonly RunEvent[])[];

export const SEATS: readonly string[] = ['claude', 'codex', 'gemini', 'opencode', 'links', 'deps', 'tests', 'slips'];
const CLAIM =
  'The handle is closed in the branch that succeeds and forgotten in the one that fails: `release()` stands after the early return, ' +
  'so that each refused request keeps a connection until the pool is empty and everybody behind it waits.';

type Size = { looks: number; findings: number /** Left out: there are. */; words?: boolean };

/** `looks` dispatches with this many findings each, and as many words on them as there were findings. */
export function sampleRun(run: string, project: string, { looks, findings, words = true }: Size): RunEvent[][] {
  const commits: RunEvent[][] = [[created(run, project)], [{ type: 'run.admitted', payload: {} }], [captured(project)], [bound(), begun()]];
  for (let n = 1; n <= looks; n++) commits.push(...looked(run, n, findings, words));
  return commits;
}

export type RunCommit = Commit<MusterEvents, RunStream>;

/** At least this many events, as the lead would append them to the ledger. */
export function commitsOf(run: string, told: RunCommits, from = { seq: 0, at: Date.UTC(2026, 10, 21, 10, 15, 30) }): RunCommit[] {
  const stream = `run/${run}` as const;
  let { seq, at } = from;
  return told.map((events, n) => {
    at += 40;
    const commit: RunCommit = {
      stream,
      expectedSeq: seq,
      commandId: `${stream}:${seq}:step:${run}.d${n + 1}.1`,
      actor: { kind: 'lead' },
      at,
      events,
    };
    seq += events.length;
    return commit;
  });
}

export function paused(): RunEvent {
  return { type: 'run.paused', payload: { reason: 'somebody wants to look at it first', expiresAt: '2099-01-01T00:00:00.000Z' } };
}

/** A person ended it; its report exists. */
export function over(folder: string): RunEvent[][] {
  const how = { outcome: 'aborted', reason: 'aborted', message: 'A person ended it.' } as const;
  const [json, markdown, html] = [digestOf('json'), digestOf('md'), digestOf('html')];
  return [
    [{ type: 'run.concluding', payload: { ...how, partial: true } }],
    [{ type: 'run.cleared', payload: { moved: 0 } }],
    [{ type: 'report.composed', payload: { json, markdown, html, path: folder, stub: false } }],
    [{ type: 'run.ended', payload: { ...how, degraded: false, report: `${folder}/report.md` } }],
  ];
}

export function queued(): RunEvent {
  return { type: 'run.queued', payload: { waitsFor: 'a place among 4 runs' } };
}

export function created(run: string, project: string): RunEvent {
  const limits = { soft: '20m', hard: '30m' };
  const template = TemplateFile.parse({
    name: 'review',
    description: 'a review',
    roster: [{ role: 'analyser', seats: 'task' }],
    phases: [
      { key: 'analysis', kind: 'fan-out', role: 'analyser', skill: 'analysis' },
      { key: 'convergence', kind: 'convergence' },
    ],
    quorum: 1,
    deadline: '45m',
    limits: { analyser: limits, verdicts: limits },
  });
  const brief = `Why does checkout time out under load? ${CLAIM}`;
  return {
    type: 'run.created',
    payload: {
      run,
      task: {
        title: 'Why does checkout time out under load?',
        project,
        type: 'review',
        agents: ['builtin'],
        language: 'en',
        related: [],
        scope: [],
        base: 'worktree',
        force: false,
        approvals: 'ask',
        brief,
      },
      text: digestOf(run),
      origin: { kind: 'tool', tool: 'bench' },
      template: { ...template, digest: digestOf('template') },
      config: Config.parse({}),
      home: '/home/mira/.muster',
    },
  };
}

function captured(project: string): RunEvent {
  const git = { kind: 'git', root: project, gitDir: `${project}/.git`, commit: 'c'.repeat(40), tree: 'd'.repeat(40) } as const;
  return { type: 'base.captured', payload: { base: { ...git, label: 'worktree of main', uncommitted: true, leftOut: [] } } };
}

function bound(): RunEvent {
  return { type: 'run.bound', payload: { seats: SEATS.map(seat), notes: [] } };
}

function begun(): RunEvent {
  return { type: 'phase.started', payload: { phase: 'analysis', team: [...SEATS] } };
}

function seat(name: string): Seat {
  return {
    name,
    role: 'analyser',
    agent: name,
    provider: 'command',
    model: 'inherit',
    argv: [`/usr/local/bin/${name}`, '{prompt}'],
    env: [],
    voice: 'model',
    judges: 'anything',
    field: 'all',
    version: '2.1.0',
    definition: digestOf(name),
    instructions: '',
    concurrency: 2,
    deadline: null,
    workplace: 'objects',
  };
}

/** A dispatch that looks, from start to end. */
function looked(run: string, n: number, findings: number, words: boolean): RunEvent[][] {
  const dispatch = `${run}.d${n}`;
  const name = SEATS[n % SEATS.length] ?? '';
  const raised = Array.from({ length: findings }, (_, at) => finding(dispatch, name, at));
  const verdicts = Array.from({ length: n === 1 || !words ? 0 : findings }, (_, at): RunEvent => {
    const verdict = {
      finding: `F-${String(at + 1).padStart(3, '0')}`,
      verdict: 'AGREE' as const,
      basis: `I followed the callers. ${CLAIM}`,
    };
    return { type: 'verdict.given', payload: { dispatch, seat: name, round: 1, verdict } };
  });
  const heard = [...raised.map((it): RunEvent => ({ type: 'finding.raised', payload: { raised: it } })), ...verdicts];
  const checks = raised.map(({ ref }) => ({ ref, checks: [{ outcome: 'found' as const, path: 'src/pool/checkout.ts', line: 118 }] }));
  const own = { dispatch, seat: name, phase: 'analysis', round: 0, skill: 'analysis' };
  return worked(run, own, heard, { type: 'evidence.checked', payload: { dispatch, findings: checks, verdicts: [] } });
}

/** A dispatch that is asked about others' findings; its answer is in the event that closes the round. */
export const asked = (run: string, dispatch: string, seat: string): RunEvent[][] =>
  worked(run, { dispatch, seat, phase: 'convergence', round: 1, skill: 'convergence' }, []);

type Work = { dispatch: string; seat: string; phase: string; round: number; skill: string };

function worked(run: string, { dispatch, seat: name, ...of }: Work, heard: readonly RunEvent[], after?: RunEvent): RunEvent[][] {
  const own = { dispatch, attempt: 1, seat: name };
  const n = Number(dispatch.slice(run.length + 2));
  const [digest, folder] = [digestOf(dispatch), `/home/mira/.muster/runs/${run}`];
  const accepted = { ...own, digest, bytes: 4_000, summary: CLAIM, toolCalls: 12, flags: [], age: 61_000 };
  const end = { by: 'exit' as const, code: 0, signal: null, gone: true };
  return [
    [
      {
        type: 'dispatch.prepared',
        payload: { ...of, dispatch, pass: 0, seat: name, role: 'analyser', findings: [] },
      },
    ],
    [
      {
        type: 'prompt.written',
        payload: {
          dispatch,
          kind: 'first',
          attempt: 1,
          path: `${folder}/prompts/d${n}.md`,
          digest,
          body: digest,
          bytes: 9_000,
          nonce: digest.slice(0, 24),
        },
      },
      { type: 'attempt.starting', payload: { ...own, kind: 'first' } },
    ],
    [
      {
        type: 'attempt.started',
        payload: {
          ...own,
          pid: 4_000 + n,
          argv: [`/usr/local/bin/${name}`, `${folder}/prompts/d${n}.md`],
          model: 'inherit',
          role: 'analyser',
        },
      },
    ],
    [{ type: 'poll.reported', payload: { pending: 3, done: n } }],
    [
      { type: 'result.accepted', payload: accepted },
      ...heard,
      { type: 'dispatch.ended', payload: { dispatch, seat: name, status: 'completed', reason: 'done', detail: '' } },
    ],
    ...(after ? [[after]] : []),
    [{ type: 'attempt.ended', payload: { ...own, reason: 'done', detail: '', end, usage: USAGE_UNAVAILABLE, age: 62_000, errors: [] } }],
  ];
}

export function finding(dispatch: string, name: string, at: number) {
  const localId = `a${at}`;
  return {
    ref: `${dispatch}/${localId}`,
    dispatch,
    seat: name,
    finding: {
      localId,
      title: 'A refused request keeps its connection',
      severity: 'major' as const,
      category: 'resource-leak',
      claim: CLAIM,
      evidence: [{ path: 'src/pool/checkout.ts', line: 118, quote: "  if (!ticket) return refuse(request, 'no ticket');" }],
      recommendation: 'Release in a finally block.',
      confidence: 0.8,
    },
    fingerprint: `f-${digestOf(`${dispatch}${at}`).slice(0, 12)}`,
    checks: [],
  };
}

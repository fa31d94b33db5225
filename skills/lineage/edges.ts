// Derives edges from an event, by a pure function of the event alone: so they are recorded with the run, and an index of them can
// be rebuilt at any time.

import type { IndexDefinition } from '../../runtime/ledger/indexes/definition.ts';
import type { Steps } from '../../runtime/steps.ts';
import type { RunRecord } from '../events.ts';
import type { RunEvent } from '../phases/events.ts';
import { cameFrom } from '../run/origin/came-from.ts';
import { EDGE_COLUMNS, type Edge, type EdgeColumn, generates, includes, node, requires, subjectNode } from './edge.ts';
import { makeEdges } from './make-edges.ts';
import { planEdges } from './plan-edges.ts';

export const LINEAGE: IndexDefinition<EdgeColumn> = {
  name: 'lineage',
  version: 3,
  columns: EDGE_COLUMNS,
  lookups: ['source', 'dependent', 'run'],
  rows: ({ stream, type, payload }) => {
    if (!stream.startsWith('run/')) return [];
    const run = stream.slice('run/'.length);
    return edgesOfEvent(run, { type, payload } as RunEvent).map((it) => [it.source, it.dependent, it.kind, it.digest, run]);
  },
};

type Dependency = { from: string; to: string; kind: Edge['kind'] };

/** In the form of a manifest: GENERATES points to the result, all others to the source. */
export function* dependenciesIn(run: string, events: readonly Pick<RunRecord, 'type' | 'payload'>[]): Steps<Dependency[]> {
  const all = new Map<string, Dependency>();
  for (const event of events) {
    for (const { source, dependent, kind } of edgesOfEvent(run, event as RunEvent)) {
      const it = kind === 'GENERATES' ? { from: source, to: dependent, kind } : { from: dependent, to: source, kind };
      all.set(`${it.from}\n${it.to}\n${kind}`, it);
    }
    yield;
  }
  return [...all.values()];
}

function edgesOfEvent(run: string, event: RunEvent): Edge[] {
  const own = node.run(run);
  const report = node.report(run);
  switch (event.type) {
    case 'run.created': {
      const { task, origin } = event.payload;
      const parents = [cameFrom({ origin, task: {} }), task.plan?.split('/')[0]];
      return [
        requires(own, node.project(task.project)),
        ...[...new Set(parents)].flatMap((it) => (it === undefined || it === run ? [] : [requires(own, node.run(it))])),
      ];
    }
    case 'base.captured':
      return [requires(own, node.base(event.payload.base.tree))];

    case 'phase.started':
      return [generates(own, node.phase(run, event.payload.phase))];
    case 'dispatch.prepared': {
      const { dispatch, phase, findings, supersedes, judges = [] } = event.payload;
      const about = findings.flatMap((it) => subjectNode(run, it) ?? []);
      return [
        generates(own, node.dispatch(dispatch)),
        generates(node.phase(run, phase), node.dispatch(dispatch)),
        ...[...new Set([...about, ...judges.map((it) => subjectNode(run, it) ?? it)])].map((it) => requires(node.dispatch(dispatch), it)),
        ...(supersedes === undefined ? [] : [requires(node.dispatch(dispatch), node.dispatch(supersedes))]),
      ];
    }
    case 'prompt.written': {
      const { dispatch, attempt, digest } = event.payload;
      return [requires(node.dispatch(dispatch), node.prompt(dispatch, attempt), digest)];
    }
    case 'dispatch.reused': {
      const { dispatch, from, digest } = event.payload;
      return [
        generates(node.dispatch(dispatch), node.result(dispatch)),
        requires(node.result(dispatch), node.result(from), digest),
        includes(report, node.result(dispatch), digest),
      ];
    }
    case 'result.accepted': {
      const { dispatch, digest } = event.payload;
      return [generates(node.dispatch(dispatch), node.result(dispatch)), includes(report, node.result(dispatch), digest)];
    }

    case 'finding.raised': {
      const { ref, dispatch, finding } = event.payload.raised;
      const paths = finding.evidence.flatMap(({ path }) => (path === undefined ? [] : [path]));
      return [
        generates(node.result(dispatch), node.raised(ref)),
        ...[...new Set(paths)].map((it) => requires(node.raised(ref), node.file(it))),
      ];
    }
    case 'convergence.grouped':
      return event.payload.findings.flatMap(({ id, origins, path }) => {
        const finding = node.finding(run, id);
        const raised = origins.map((it) => includes(finding, node.raised(it)));
        return [
          ...raised,
          // A finding that the program itself noticed has no worker, only a place.
          ...(path === undefined ? [] : [requires(finding, node.file(path))]),
          includes(report, finding),
        ];
      });
    case 'finding.settled': {
      const { finding, mergedInto } = event.payload;
      return mergedInto === undefined ? [] : [includes(node.finding(run, mergedInto), node.finding(run, finding))];
    }
    case 'verdict.given': {
      const { dispatch, verdict } = event.payload;
      const given = node.verdict(dispatch, verdict.finding);
      const subject = subjectNode(run, verdict.finding);
      return [
        generates(node.result(dispatch), given),
        ...(subject === undefined ? [] : [requires(given, subject), includes(report, given)]),
        ...(verdict.evidence ?? []).flatMap(({ path }) => (path === undefined ? [] : [requires(given, node.file(path))])),
      ];
    }
    case 'gap.raised': {
      const { dispatch, id, gap } = event.payload;
      if (id === undefined) return [];
      const files = (gap.evidence ?? []).flatMap(({ path }) => (path === undefined ? [] : [requires(node.gap(run, id), node.file(path))]));
      return [generates(node.result(dispatch), node.gap(run, id)), ...files, includes(report, node.gap(run, id))];
    }
    case 'work.judged': {
      const { blockers, conditions } = event.payload.verdict;
      const refs = [...new Set([...blockers, ...conditions].flatMap(({ ref }) => subjectNode(run, ref) ?? []))];
      return [...refs.map((it) => requires(node.judgement(run), it)), includes(report, node.judgement(run))];
    }

    default:
      return [...planEdges(run, event), ...makeEdges(run, event)];
  }
}

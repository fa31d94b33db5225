// Where everything in a run came from, as one document. Pure: the caller seals it with its digest.

import { MusterError } from '../../../contracts/errors.ts';
import type { Manifest } from '../../../contracts/run/manifest.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';

export type ManifestParts = {
  journal: Manifest['journal'];
  versions: Manifest['engine'];
  outputs: Manifest['outputs'];
};

export function composeManifest(view: RunView, { journal, versions, outputs }: ManifestParts): Omit<Manifest, 'seal'> {
  if (view.outcome === null || view.reason === null || view.endedAt === null) {
    throw new MusterError(
      'internal',
      `${view.id} has not ended, so it has no manifest yet`,
      'Compose the manifest after run.ended is in the journal.',
    );
  }
  return {
    schema: 'manifest@1',
    engine: versions,
    run: view.id,
    outcome: view.outcome,
    reason: view.reason,
    degraded: view.degraded,
    template: view.template,
    task: { digest: view.text, title: view.task.title, type: view.task.type, project: view.task.project },
    base: view.base,
    bindings: view.seats.map(({ name, agent, provider, model, version, definition }) => ({
      seat: name,
      agent,
      provider,
      model,
      version,
      definition,
    })),
    inputs: inputs(view),
    dispatches: view.dispatches,
    outputs,
    usage: view.usage,
    timings: {
      created: view.createdAt,
      started: view.startedAt,
      ended: view.endedAt,
      phases: view.phases.map(({ key, startedAt, endedAt }) => ({ key, started: startedAt, ended: endedAt })),
    },
    parent: (view.origin.kind === 'command' ? view.origin.of : undefined) ?? view.task.plan ?? null,
    children: [],
    reused: reusedRuns(view),
    dependencies: dependencies(view, outputs),
    validations: validations(view),
    impactDebt: [],
    journal,
  };
}

function inputs({ text, base, template, task }: RunView): Manifest['inputs'] {
  return [
    { name: 'task', digest: text },
    { name: 'template', digest: template.digest },
    ...(base === null ? [] : [{ name: 'base', digest: base.tree }]),
    ...(task.plan === undefined ? [] : [{ name: 'plan', digest: task.plan }]),
  ];
}

/** A skipped run names in its message the run whose result stands for it. */
function reusedRuns(view: RunView): string[] {
  if (view.reason !== 'reused') return [];
  const named = view.message.match(/\br-[a-z2-7]{6,26}\b/g) ?? [];
  return [...new Set(named)].filter((it) => it !== view.id);
}

/** What was made from what: base and prompt go into a dispatch, results into the report. */
function dependencies(view: RunView, outputs: Manifest['outputs']): Manifest['dependencies'] {
  const edges: Manifest['dependencies'] = [];
  const base = view.base === null ? undefined : `base/${view.base.commit}`;
  for (const dispatch of view.dispatches) {
    if (base !== undefined) edges.push({ from: dispatch.id, to: base, kind: 'REQUIRES' });
    if (dispatch.prompt !== null) edges.push({ from: dispatch.id, to: `prompt/${dispatch.prompt.digest}`, kind: 'REQUIRES' });
    if (dispatch.result !== null) edges.push({ from: dispatch.id, to: `result/${dispatch.result.digest}`, kind: 'GENERATES' });
  }
  const results = view.dispatches.flatMap((it) => it.result?.digest ?? []);
  for (const output of outputs.filter((it) => it.name.startsWith('report'))) {
    for (const digest of results) edges.push({ from: output.name, to: `result/${digest}`, kind: 'INCLUDES' });
  }
  for (const [name, digests] of Object.entries(planned(view))) {
    if (!outputs.some((it) => it.name === name)) continue;
    for (const digest of digests) edges.push({ from: name, to: `result/${digest}`, kind: 'INCLUDES' });
  }
  if (view.task.plan !== undefined) edges.push({ from: view.id, to: view.task.plan, kind: 'REQUIRES' });
  return edges;
}

/** A plan is its planner's result, and what was said of it the voters'. */
function planned({ plan, dispatches }: RunView): Record<string, string[]> {
  const resultsOf = (ids: readonly string[]) => dispatches.flatMap((it) => (ids.includes(it.id) && it.result ? [it.result.digest] : []));
  const voters = plan?.verification?.voters.map((it) => it.dispatch) ?? [];
  const planner = dispatches.filter((it) => it.role === 'planner' && it.seat === plan?.seat && it.pass === plan.pass).map((it) => it.id);
  return { 'state/plan.json': resultsOf(planner), 'state/plan-body-verification.json': resultsOf(voters) };
}

/** One row for each thing that the program checked by itself. */
function validations(view: RunView): Manifest['validations'] {
  const results = view.dispatches.map((it) => ({
    what: `result ${it.id}`,
    outcome: it.result !== null ? 'valid' : `none: ${it.reason ?? it.status ?? it.state}`,
  }));
  const evidence = view.raised.map((it) => ({
    what: `evidence ${it.ref}`,
    outcome: it.checks.length === 0 ? 'not checked' : it.checks.map((check) => check.outcome).join(' '),
  }));
  const { plan, verdict } = view;
  const gate = plan?.verification ? `${plan.verification.gate}${plan.approved ? ', approved' : ''}` : 'not judged';
  const planned = plan ? [{ what: `plan ${plan.digest}`, outcome: gate }] : [];
  const audit = verdict ? [{ what: 'sources', outcome: auditWords(verdict.audit) }] : [];
  return [...results, ...evidence, ...planned, ...audit];
}

const auditWords = ({ changed, unknown }: { changed: readonly string[]; unknown?: string | undefined }): string =>
  changed.length > 0 ? `${changed.length} changed` : unknown === undefined ? 'unchanged' : `unknown: ${unknown}`;

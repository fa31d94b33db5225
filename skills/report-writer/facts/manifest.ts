// The provenance of everything in a run, as one document. Pure: the caller seals it with its digest.

import { MusterError } from '../../../contracts/errors.ts';
import { runOf } from '../../../contracts/ids.ts';
import type { Manifest } from '../../../contracts/run/manifest.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { PHASES } from '../../phases/table.ts';
import { cameFrom } from '../../run/origin/came-from.ts';
import type { launchesOf } from './manifest-settings.ts';

export type ManifestParts = {
  journal: Manifest['journal'];
  versions: Manifest['engine'];
  outputs: Manifest['outputs'];
  children: string[];
  impactDebt: Manifest['impactDebt'];
  dependencies: Manifest['dependencies'];
  settings: Manifest['settings'];
  /** How each seat was started. */
  launches: ReturnType<typeof launchesOf>;
};

export function composeManifest(
  view: RunView,
  { journal, versions, outputs, children, impactDebt, dependencies, settings, launches }: ManifestParts,
): Omit<Manifest, 'seal'> {
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
    settings,
    bindings: view.seats.map((it) => ({
      seat: it.name,
      role: it.role,
      agent: it.agent,
      provider: it.provider,
      model: it.model,
      version: it.version,
      definition: it.definition,
      voice: it.voice,
      field: it.field,
      workplace: it.workplace,
      concurrency: it.concurrency,
      deadline: it.deadline,
      env: it.env,
      ...(launches[it.name] ?? { argv: [], answered: [], sampling: null }),
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
    parent: cameFrom(view) ?? null,
    children,
    reused: reusedRuns(view),
    dependencies,
    validations: validations(view),
    impactDebt,
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

/** A skipped run names the run whose result it uses in its message; other runs reuse answers of earlier dispatches. */
function reusedRuns(view: RunView): string[] {
  const named = view.reason === 'reused' ? (view.message.match(/\br-[a-z2-7]{6,26}\b/g) ?? []) : [];
  const answered = view.dispatches.flatMap((it) => (it.reused ? runOf(it.reused.from) : []));
  const stood = PHASES.flatMap((it) => it.shown?.reuses?.(view) ?? []).map((it) => it.run);
  return [...new Set([...named, ...answered, ...stood])].filter((it) => it !== view.id);
}

/** One row for each thing that the program checked itself. */
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

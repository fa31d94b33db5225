// Composes the report and writes it: the facts as JSON, and the same facts for people. If that has
// failed several times, a stub is written that says only what is certain.

import { join } from 'node:path';
import type { ReviewComparison } from '../../contracts/findings/tracked.ts';
import type { Report } from '../../contracts/run/report.ts';
import type { RunView } from '../../contracts/run/run-view.ts';
import { type Timestamp, timestamp } from '../../contracts/time.ts';
import { digestSteps } from '../../runtime/canonical.ts';
import { hiderOf } from '../../runtime/secrets/redact.ts';
import type { Steps } from '../../runtime/steps.ts';
import { bytesSteps, type LongText } from '../../runtime/text/long-text.ts';
import { prettyParts } from '../../runtime/text/pretty-json.ts';
import { NOT_FOLLOWED } from '../../skills/phases/degraded.ts';
import { composeSteps, stubReport } from '../../skills/report-writer/facts/compose.ts';
import { withoutSecretsSteps } from '../../skills/report-writer/facts/without-secrets.ts';
import { markdownSteps } from '../../skills/report-writer/markdown/render-markdown.ts';
import { htmlSteps } from '../../skills/report-writer/page/render-html.ts';
import type { RunEffect, RunObservation } from '../../skills/run/effect.ts';
import { readAll } from '../process/fold.ts';
import { checkProse } from './base/check-prose.ts';
import { traceFindings } from './base/trace-findings.ts';
import type { EffectContext } from './effect-context.ts';
import { mapForReport } from './world/map-for-report.ts';
import { areWithoutSecrets } from './world/scope/names-without-secrets.ts';

type ComposeReportEffect = Extract<RunEffect, { kind: 'compose-report' }>;

export async function composeRunReport(
  run: string,
  { view, stub, write, dismissed }: ComposeReportEffect,
  context: EffectContext,
): Promise<RunObservation> {
  if (stub !== null) {
    const report = await withoutSecrets(stubReport(view, context.version, at(context), stub), context);
    return { kind: 'composed', ...(await writeReport(run, report, context, write)), stub: true };
  }
  const traced = await traceFindings(view, dismissed, context);
  const report = await composeFacts(withTraced(view, traced), context);
  return { kind: 'composed', ...(await writeReport(run, report, context, write)), stub: false, ...(traced ? { traced } : {}) };
}

/** The view as it will be once the comparison with earlier findings is journaled. */
function withTraced(view: RunView, traced: ReviewComparison | undefined): RunView {
  if (traced || view.task.since === undefined || view.outcome !== 'completed') return { ...view, overTime: traced ?? null };
  return { ...view, overTime: null, degraded: true, degradedWhy: [...view.degradedWhy, NOT_FOLLOWED] };
}

/** Writes the report in all of its forms. Without `write` only the digests are computed, because the files cannot be written. */
export async function writeReport(
  run: string,
  report: Report,
  context: EffectContext,
  write = true,
): Promise<{ json: string; markdown: string; html: string; path: string }> {
  const json = await context.inSlices(written(prettyParts(report), '\n'));
  const markdown = await context.inSlices(written(markdownSteps(report)));
  const html = await context.inSlices(written(htmlSteps(report)));
  const folder = context.home.run(run).report;
  const path = join(folder, 'report.md');
  const writing = write ? writeFiles() : undefined;
  // Computed while the disk is busy. If writing fails, the digests are not used.
  const [[ofJson = '', ofMarkdown = '', ofHtml = '']] = await Promise.all([digestsOf([json, markdown, html], context), writing]);
  return { json: ofJson, markdown: ofMarkdown, html: ofHtml, path };

  async function writeFiles(): Promise<void> {
    const { files } = context;
    await files.privateFolder(context.home.run(run).root);
    await files.privateFolder(folder);
    await Promise.all([files.writeDurably(join(folder, 'report.json'), json), files.writeDurably(join(folder, 'report.html'), html)]);
    await files.writeDurably(path, markdown);
  }
}

async function digestsOf(files: readonly Buffer[], { inSlices, turn }: Pick<EffectContext, 'inSlices' | 'turn'>): Promise<string[]> {
  const digests: string[] = [];
  for (const bytes of files) {
    await turn();
    digests.push(await inSlices(digestSteps(bytes)));
  }
  return digests;
}

function* written(text: Steps<LongText>, end = ''): Steps<Buffer> {
  return yield* bytesSteps([...(yield* text), end]);
}

/** All facts, with known secrets hidden: for the report, and earlier for the worker that writes its prose. */
export async function composeFacts(view: RunView, context: EffectContext): Promise<Report> {
  const events = await readAll(context.ledger, `run/${view.id}`, context.turn);
  const [map, prose, scope] = await Promise.all([mapForReport(view, context), checkProse(view, context), scopeOf(view, context)]);
  const report = await context.inSlices(
    composeSteps({ view, map, ...(scope ? { scope } : {}), events, engine: context.version, at: at(context), prose }),
  );
  return withoutSecrets(report, context, scope?.files);
}

const SCOPE_TAKES = 60_000;

/** If the base is gone, the report has no map of the scope. */
async function scopeOf({ id, base, task, looks }: RunView, { workspace, log }: EffectContext) {
  if (base === null || looks.length === 0) return undefined;
  try {
    return await workspace.scopeFiles(base, task.scope, AbortSignal.timeout(SCOPE_TAKES));
  } catch (error) {
    log.warn('the files of the scope could not be listed for the report', { run: id, error });
    return undefined;
  }
}

async function withoutSecrets(report: Report, { env, home, inSlices }: EffectContext, names: readonly string[] = []): Promise<Report> {
  const hide = hiderOf(env, home.marks);
  return inSlices(withoutSecretsSteps(report, hide, await areWithoutSecrets(names, hide)));
}

const at = (context: EffectContext): Timestamp => timestamp(context.clock.now());

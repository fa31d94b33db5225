// Composes the report and writes it: the facts as JSON, and the same rendered for people. When even
// that has failed several times, one page is written that says what is certain.

import { join } from 'node:path';
import type { Report } from '../../contracts/report.ts';
import { type Timestamp, timestamp } from '../../contracts/time.ts';
import { digestOf } from '../../runtime/canonical.ts';
import { privateFolder, writeDurably } from '../../runtime/files.ts';
import { redactDeep } from '../../runtime/secrets.ts';
import { composeReport, stubReport } from '../../skills/report-writer/compose.ts';
import { renderHtml } from '../../skills/report-writer/render-html.ts';
import { renderMarkdown } from '../../skills/report-writer/render-markdown.ts';
import type { RunEffect, RunSight } from '../lead/effect.ts';
import type { RunState } from '../lead/run-state.ts';
import { viewRun } from '../lead/view-run.ts';
import { repositoryMap } from './repository-map.ts';
import { runSecrets } from './run-secrets.ts';
import type { Workshop } from './workshop.ts';

type Order = Extract<RunEffect, { kind: 'compose-report' }>;

export async function composeRunReport(run: string, { stub }: Order, shop: Workshop): Promise<RunSight> {
  const state = shop.runs.state(run);
  const report = stub
    ? withoutSecrets(
        state,
        shop,
        stubReport(viewRun(state), shop.version, at(shop), state.failures['compose-report']?.message ?? 'the composition failed'),
      )
    : await composeFacts(state, shop);
  return { kind: 'composed', ...(await writeReport(run, report, shop)), stub };
}

/** The facts as JSON, and the same for people, beside each other. */
export async function writeReport(
  run: string,
  report: Report,
  shop: Workshop,
): Promise<{ json: string; markdown: string; html: string; path: string }> {
  const json = `${JSON.stringify(report, null, 1)}\n`;
  const markdown = renderMarkdown(report);
  const html = renderHtml(report);
  const folder = shop.home.run(run).report;
  await privateFolder(shop.home.run(run).root);
  await privateFolder(folder);
  await writeDurably(join(folder, 'report.json'), json);
  await writeDurably(join(folder, 'report.html'), html);
  const path = join(folder, 'report.md');
  await writeDurably(path, markdown);
  return { json: digestOf(json), markdown: digestOf(markdown), html: digestOf(html), path };
}

/** The facts as they stand, without the secrets that workers were given: for the report, and before it for whoever narrates them. */
export async function composeFacts(state: RunState, shop: Workshop): Promise<Report> {
  const events = await shop.ledger.read(`run/${state.id}`);
  const map = await repositoryMap(state, shop);
  return withoutSecrets(state, shop, composeReport({ view: viewRun(state), map, events, engine: shop.version, at: at(shop) }));
}

const withoutSecrets = (state: RunState, shop: Workshop, report: Report): Report => redactDeep(report, runSecrets(state, shop));

const at = (shop: Workshop): Timestamp => timestamp(shop.clock.now());

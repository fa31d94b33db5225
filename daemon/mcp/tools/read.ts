// run_read: one or more runs, as a summary or selected parts.

import { MusterError } from '../../../contracts/errors.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import * as z from '../../../contracts/schema.ts';
import { printedNarrative } from '../../../skills/prompts/trace.ts';
import { inEnglish, listedUpToIn } from '../../../skills/report-writer/language/english.ts';
import { wordsOf } from '../../../skills/wording/sentences.ts';
import type { Records } from '../../cli/named/records.ts';
import { shortRun } from '../short-run.ts';
import { type Payload, type ToolContext, tool } from '../tool.ts';
import { withRecords } from '../with-records.ts';

const PARTS = ['task', 'phases', 'workers', 'plan', 'verdict', 'gates', 'notes', 'usage', 'report', 'narrative', 'failures'] as const;
type Part = (typeof PARTS)[number];
const MOST = 20;

export const read = tool({
  name: 'run_read',
  title: 'Read runs',
  says:
    'A summary of runs. Without `runs`: the newest, those of this conversation first. `parts` adds the named parts of each run. ' +
    'For findings, use run_findings.',
  for: 'any',
  reads: true,
  input: z.strictObject({
    runs: z.array(z.string().max(40)).max(MOST).optional().describe('run ids, or unique beginnings of them'),
    parts: z.array(z.enum(PARTS)).optional(),
    most: z.int().min(1).max(MOST).optional().describe('how many of the newest (default 5)'),
  }),
  run: ({ runs, parts = [], most = 5 }, here) =>
    withRecords(here, async (records) => {
      const named = runs ?? (await newest(records, most, here));
      const views: Payload[] = [];
      for (const it of named) {
        const view = await viewOf(records, it, runs !== undefined);
        if (view) views.push({ ...shortRun(view), ...Object.fromEntries(parts.map((part) => [part, partOf(view, part)])) });
      }
      return { runs: views };
    }),
});

/** If no run was named, a damaged one is skipped and the others are shown. */
async function viewOf(records: Records, given: string, named: boolean): Promise<RunView | undefined> {
  try {
    return await records.view(await records.named(given));
  } catch (error) {
    if (named || !(error instanceof MusterError)) throw error;
    return undefined;
  }
}

/** Runs of this conversation come first, even if others are newer. */
async function newest(records: Records, most: number, { session }: ToolContext): Promise<string[]> {
  const rows = await records.runs({ newest: 200 });
  const own: string[] = [];
  const others: string[] = [];
  for (const { run } of rows) {
    const [created] = await records.ledger.read(`run/${run}`, 0, 1);
    const origin = created?.type === 'run.created' ? created.payload.origin : undefined;
    (origin?.kind === 'tool' && origin.session === session ? own : others).push(run);
  }
  return [...own, ...others].slice(0, most);
}

function partOf(view: RunView, part: Part): unknown {
  switch (part) {
    case 'task':
      return view.task;
    case 'phases':
      return view.phases;
    case 'workers':
      return view.dispatches;
    case 'plan':
      return view.plan;
    case 'verdict':
      return view.verdict;
    case 'gates':
      return view.gates;
    case 'notes':
      return view.notes;
    case 'usage':
      return view.usage;
    case 'report':
      return view.report;
    case 'narrative':
      return printedNarrative(view).map(({ quoted, ...block }) =>
        quoted ? { ...block, note: wordsOf(block.seat, listedUpToIn(block.refs, 12, inEnglish), inEnglish) } : block,
      );
    case 'failures':
      return view.failures;
  }
}

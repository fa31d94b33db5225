// The resources a client can read by URI: the report of a run and its PROGRESS lines.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type McpServer, ResourceTemplate } from '@modelcontextprotocol/server';
import { cut } from '../../contracts/cut.ts';
import { MusterError } from '../../contracts/errors.ts';
import { codeOf } from '../../runtime/files.ts';
import { plainText } from '../../skills/wording/plain-text.ts';
import { refusedPlainly } from './answers.ts';
import type { ToolContext } from './tool.ts';
import { withRecords } from './with-records.ts';

type RunFile = { name: string; says: string; mime: string; path(root: string): string };

const KEPT: readonly RunFile[] = [
  {
    name: 'report',
    says: 'The report of a run, once it has ended.',
    mime: 'text/markdown',
    path: (root) => join(root, 'report', 'report.md'),
  },
  { name: 'progress', says: 'The PROGRESS lines of a run so far.', mime: 'text/plain', path: (root) => join(root, 'progress.log') },
];

/** `allow` throws if the caller may not read runs. */
export function offerResources(server: McpServer, here: ToolContext, allow: () => Promise<void>): void {
  for (const { name, says, mime, path } of KEPT) {
    const list = async () => {
      await allow().catch((error: unknown) => {
        throw refusedPlainly(error, here.hide);
      });
      const runs = await newestRuns(here);
      return { resources: runs.map((run) => ({ uri: `muster://run/${run}/${name}`, name: `${name} of ${run}`, mimeType: mime })) };
    };
    const template = new ResourceTemplate(`muster://run/{run}/${name}`, { list });
    server.registerResource(name, template, { title: name, description: says, mimeType: mime }, async (uri, { run: given }) => {
      try {
        await allow();
        const run = await withRecords(here, (records) => records.named(cut(String(given), LONGEST_ID)));
        const text = await textOf(path(here.home.run(run).root), name, run);
        return { contents: [{ uri: uri.href, mimeType: mime, text: plainText(here.hide(text)) }] };
      } catch (error) {
        throw refusedPlainly(error, here.hide);
      }
    });
  }
}

const LONGEST_ID = 40;
const LISTED = 20;

async function newestRuns(here: ToolContext): Promise<string[]> {
  return withRecords(here, async (records) => (await records.runs({ newest: LISTED })).map(({ run }) => run)).catch((error: unknown) => {
    if (error instanceof MusterError && error.code === 'run-unknown') return [];
    throw error;
  });
}

async function textOf(path: string, name: string, run: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    throw new MusterError('run-unknown', `${run} has no ${name} yet`, 'run_events with wait shows when it has ended.');
  }
}

// Replaces a paid worker while a run is rehearsed: it looks at the checkout, repeats what that worker found in an earlier run, or
// nothing, and agrees with whatever it is asked about.

import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Finding } from '../../../contracts/findings/finding.ts';
import * as z from '../../../contracts/schema.ts';
import type { Result } from '../../../contracts/work/result.ts';
import type { BuiltinPrompt } from '../prompt.ts';

export const STAND_IN = 'stand-in';

/** What this agent found in an earlier run of the same kind. */
const Earlier = z.object({ findings: z.array(Finding) });
export type Earlier = z.infer<typeof Earlier>;

const MOST_FILES = 20;

export async function standIn(
  { skill, findings }: BuiltinPrompt,
  earlier: string | undefined,
): Promise<Pick<Result, 'summary'> & Partial<Pick<Result, 'findings' | 'verdicts' | 'looked'>>> {
  const summary = 'Rehearsed: no model was asked.';
  if (skill === 'verdicts')
    return { summary, verdicts: findings.map(({ id }) => ({ finding: id, verdict: 'AGREE', basis: 'rehearsed, and not looked at' })) };
  const known = earlier === undefined ? undefined : Earlier.parse(JSON.parse(await readFile(earlier, 'utf8')));
  return { summary, findings: known?.findings ?? [], looked: filesBelow('.', MOST_FILES).map((path) => ({ path, how: 'read' as const })) };
}

/** An answer without findings counts only if something was opened. */
function filesBelow(folder: string, most: number): string[] {
  const found: string[] = [];
  for (const it of readdirSync(folder, { withFileTypes: true })) {
    if (found.length >= most) break;
    const path = join(folder, it.name);
    if (it.name === '.git') continue;
    if (it.isDirectory()) found.push(...filesBelow(path, most - found.length));
    else if (it.isFile()) {
      readFileSync(path);
      process.stdout.write(`MUSTER-LOOKED ${path}\n`);
      found.push(path);
    }
  }
  return found;
}

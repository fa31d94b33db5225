// The fixture of the tests of the bench: a bench file run in a size that shows only that it measures.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Row, RowReport } from '../../../../bench/support/row.ts';

const BENCH = join(import.meta.dirname, '..', '..', '..', '..', 'bench');
/** They start nothing that stays, and take a moment each. */
const WITHIN_THEMSELVES: ReadonlySet<string> = new Set(['append.ts', 'open-run.ts', 'prompt-bytes.ts', 'replay.ts', 'version.ts']);

/** A test for every bench file that starts daemons, or for every other one: what is added is tested by being there. */
export function benchFiles(name: string, withDaemons: boolean): void {
  const files = suite(name);
  const all = globSync('*.ts', { cwd: BENCH }).filter((file) => file !== 'run.ts');
  for (const file of all.filter((it) => WITHIN_THEMSELVES.has(it) !== withDaemons).sort()) {
    files(`${file} gives rows`, async () => {
      for (const row of await rowsOf(file)) shaped(row);
    });
  }
  files.run();
}

async function rowsOf(file: string): Promise<Row[]> {
  const child = spawn(process.execPath, [join(BENCH, file), '--quick', '--json'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    out += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    err += chunk;
  });
  const [code] = await once(child, 'close');
  assert.is(code, 0, err);
  const { rows } = JSON.parse(out.trim().split('\n').at(-1) ?? '') as RowReport;
  assert.ok(rows.length > 0);
  return rows;
}

function shaped(row: Row): void {
  for (const text of [row.key, row.what, row.ours, row.baseline, row.ratio]) {
    assert.ok(typeof text === 'string' && text.length > 0, JSON.stringify(row));
    assert.not.match(text, /NaN|undefined|Infinity/);
  }
  assert.ok(row.goals.length > 0);
  for (const goal of row.goals) assert.ok(Number.isFinite(goal.is), `${row.key}: ${goal.what}`);
  for (const [name, figure] of Object.entries(row.figures)) assert.ok(Number.isFinite(figure), `${row.key}: ${name}`);
}

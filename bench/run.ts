// `npm run bench`: measures every row of the table in a process of its own, one after the other, with the package built as
// published. A complete bench is stored in bench/results.json and drawn in bench/results.svg; a row that failed is stored as not
// measured, and the exit code is then 1.
//
//   npm run bench -- [row …] [--docs] [--quick] [--busy]

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { nearest } from '../runtime/text/nearest.ts';
import { chart } from './print/chart.ts';
import { updateDocuments } from './print/documents.ts';
import { failedRows, whyFrom } from './print/failed.ts';
import { load, machineNow, type Results } from './print/results.ts';
import { plainTable } from './print/table.ts';
import { isMeasured, type Row, type RowReport } from './support/row.ts';

const HERE = import.meta.dirname;
const ROOT = join(HERE, '..');
const KEPT = join(HERE, 'results.json');
/** The order of the table; rows that are not listed here come last. */
const ORDER = [
  'collect',
  'collect-unhinted',
  'silent-cpu',
  'whole-run',
  'large',
  'reflinks',
  'again',
  'drop',
  'answers',
  'slow-disk',
  'append',
  'replay',
  'open-run',
  'lineage',
  'version',
  'commands',
  'start',
  'memory',
  'many-runs',
  'page',
  'prompt-bytes',
  'package-size',
  'peers',
  'fleet-appends',
  'fleet-fail-over',
  'fleet-runs',
];
const KEPT_OF_STDERR = 64 * 1024;
/** The files that measure something, here and below. */
const BENCHES = ['*.ts', 'rows/*.ts'];

process.exitCode = await bench();

async function bench(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      docs: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      busy: { type: 'boolean', default: false },
    },
  });
  const all = benches();
  const stranger = positionals.find((it) => named(it, all).length === 0);
  if (stranger !== undefined) return refuse(stranger, all);
  const chosen = positionals.flatMap((it) => named(it, all));
  const asked = chosen.length > 0 ? all.filter((it) => chosen.includes(it)) : all;

  const begun = { at: Date.now(), load: load() };
  const place = values.quick ? undefined : packed();
  const rows: Row[] = [];
  const failed: string[] = [];
  const seconds: Record<string, number> = {};
  const earlier = (JSON.parse(readFileSync(KEPT, 'utf8')) as Results).rows;
  const busy = values.busy ? keepCoreBusy() : undefined;
  try {
    for (const name of asked) {
      const since = Date.now();
      const told = await measured(name, place, values.quick);
      seconds[name] = Math.round((Date.now() - since) / 1000);
      process.stderr.write(`${name}: ${seconds[name]} s\n`);
      if (typeof told !== 'string') rows.push(...told.rows.map((it) => ({ ...it, bench: name })));
      else {
        failed.push(name);
        rows.push(...failedRows(name, told, earlier));
      }
    }
  } finally {
    busy?.kill('SIGKILL');
    if (place) rmSync(place, { recursive: true, force: true });
  }

  process.stdout.write(`\n${plainTable(rows)}`);
  if (failed.length > 0) process.stderr.write(`\ncould not be measured: ${failed.join(', ')}\n`);
  if (values.quick || values.busy || asked.length < all.length) {
    process.stderr.write('\nnot kept: bench/results.json is only written by a complete bench on a quiet machine\n');
    return failed.length > 0 ? 1 : 0;
  }
  keep({ machine: machineNow(begun), seconds, rows }, values.docs);
  return failed.length > 0 ? 1 : 0;
}

/** For the whole bench: like a person's machine that compiles or plays a film. */
function keepCoreBusy(): ChildProcess {
  return spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
}

/** Every file here that measures something. */
function benches(): string[] {
  const found = globSync(BENCHES, { cwd: HERE }).map((file) => basename(file, '.ts'));
  const place = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  return found.filter((name) => name !== 'run').sort((a, b) => place(a) - place(b) || a.localeCompare(b));
}

/** One row, or all whose name starts with that word. */
function named(name: string, all: readonly string[]): string[] {
  return all.includes(name) ? [name] : all.filter((it) => it.startsWith(`${name}-`));
}

/** The package as published, in a folder from which this checkout's dependencies are found. */
function packed(): string {
  const built = spawnSync(process.execPath, [join(ROOT, '.ci', 'build.ts')], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (built.status !== 0) throw new Error('the package could not be built: see `npm run build`');
  const place = join(ROOT, '.cache', `bench-${process.pid}`);
  mkdirSync(place, { recursive: true });
  for (const part of ['dist', 'bin', 'package.json']) cpSync(join(ROOT, part), join(place, part), { recursive: true });
  return place;
}

/** The measured row, or why it could not be measured. */
async function measured(name: string, place: string | undefined, quick: boolean): Promise<RowReport | string> {
  const [file = ''] = globSync(
    BENCHES.map((it) => it.replace('*', name)),
    { cwd: HERE },
  );
  const args = [join(HERE, file), '--json', ...(quick ? ['--quick'] : [])];
  const env = { ...process.env, ...(place ? { MUSTER_BENCH_PACKAGE: place } : {}) };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  let wrong = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    process.stderr.write(chunk);
    wrong = (wrong + chunk).slice(-KEPT_OF_STDERR);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return code === 0 ? (JSON.parse(said.trim().split('\n').at(-1) ?? '') as RowReport) : whyFrom(wrong, code);
}

function keep(results: Results, docs: boolean): void {
  writeFileSync(KEPT, `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(join(HERE, 'results.svg'), chart(results.rows.filter(isMeasured)));
  if (docs) updateDocuments(ROOT, results);
}

function refuse(name: string, all: readonly string[]): number {
  const right = nearest(name, all);
  process.stderr.write(`unknown row \`${name}\`${right ? `; did you mean \`${right}\`?` : ''} The rows are: ${all.join(', ')}.\n`);
  return 2;
}

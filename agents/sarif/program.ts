// A SARIF seat as a process: it reads a prompt file, starts the analyser in the checkout without a shell, reads its log and writes a
// result file. Asked about findings again, it runs the analyser once more and supports what that still reports.
//
//   node program.ts <agent> <program> [argument …]     with MUSTER_PROMPT, MUSTER_RESULT and MUSTER_HEARTBEAT

import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { mkdtemp, readFile, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failureOf, MusterError } from '../../contracts/errors.ts';
import { beatLine } from '../../contracts/work/beat-line.ts';
import { hideCompileCacheFromChildren } from '../../runtime/compile-cache.ts';
import { writeDurably } from '../../runtime/files.ts';
import { pathTest } from '../../runtime/globs.ts';
import { changesBetween } from '../../runtime/workspace/changes.ts';
import { type BuiltinPrompt, readPrompt } from '../builtin/prompt.ts';
import { findingsOf, verdictsOn } from './answer.ts';
import { readLog, type SarifHit, type SarifLog } from './read-log.ts';

const LOG_BYTES = 64 * 1024 * 1024;
const BEAT_EVERY = 20_000;

hideCompileCacheFromChildren();
await main().catch((error: unknown) => {
  const { message, hint } = failureOf(error);
  process.stderr.write(`${message}${hint === '' ? '' : `\n${hint}`}\n`);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const [agent = '', ...argv] = process.argv.slice(2);
  const prompt = readPrompt(await readFile(variable('MUSTER_PROMPT'), 'utf8'));
  const path = variable('MUSTER_HEARTBEAT');
  const beat = () => appendFileSync(path, beatLine({ stage: `${argv[0]} is looking`, at: new Date().toISOString() }));
  const timer = setInterval(beat, BEAT_EVERY);
  beat();
  try {
    const root = await realpath(process.cwd());
    const log = await analysed(agent, argv, root);
    const hits = await inTask(log.hits, prompt);
    const answer = prompt.skill === 'verdicts' ? verdictsOn(prompt.findings, agent, hits) : await findingsOf(agent, { ...log, hits }, root);
    const { dispatch, nonce, role } = prompt;
    await writeDurably(variable('MUSTER_RESULT'), `${JSON.stringify({ dispatch, nonce, role, status: 'done', ...answer }, null, 1)}\n`);
    process.stdout.write(`${answer.summary}\n`);
  } finally {
    clearInterval(timer);
  }
}

/** A linter exits with an error if it found something: what counts is whether there is a log. */
async function analysed(agent: string, argv: readonly string[], root: string): Promise<SarifLog> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-sarif-'));
  try {
    const file = join(folder, 'log.sarif');
    const toFile = argv.some((it) => it.includes('{sarif}'));
    const { output, said, ended } = await started(
      argv.map((it) => it.replaceAll('{sarif}', file).replaceAll('{cwd}', root)),
      folder,
    );
    const text = toFile ? await logIn(file) : output;
    const log = text === undefined ? undefined : readLog(text, root);
    if (log !== undefined) return log;
    throw new MusterError(
      'agent-invalid',
      `${agent}: ${argv[0]} ended with ${ended} and wrote no SARIF ${toFile ? 'to {sarif}' : 'to its standard output'}`,
      said.trim().slice(-2000) || 'Run it by hand in the project, and look at what it prints.',
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function logIn(file: string): Promise<string | undefined> {
  const about = await stat(file).catch(() => undefined);
  return about?.isFile() && about.size <= LOG_BYTES ? readFile(file, 'utf8') : undefined;
}

/** Its temporary files are removed with the folder. */
function started([program = '', ...args]: readonly string[], folder: string): Promise<{ output: string; said: string; ended: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, TMPDIR: folder } });
    const output: Buffer[] = [];
    let bytes = 0;
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > LOG_BYTES) child.kill('SIGKILL');
      else output.push(chunk);
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      said = `${said}${chunk}`.slice(-8000);
    });
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ output: Buffer.concat(output).toString('utf8'), said, ended: `${signal ?? code}` }));
  });
}

/** Within the scope; in a range only what it touches and, where the log names lines, only added lines. */
async function inTask(hits: readonly SarifHit[], { scope, base: { gitDir, commit, from } }: BuiltinPrompt): Promise<SarifHit[]> {
  const inScope = pathTest(scope);
  const changes = from === undefined ? undefined : await changesBetween(gitDir, from, commit);
  return hits.filter(({ places: [place] }) => {
    if (place === undefined) return changes === undefined;
    if (!inScope(place.path)) return false;
    if (changes === undefined) return true;
    if (place.line === undefined) return changes.touched.has(place.path);
    const last = Math.min(place.endLine ?? place.line, place.line + 1000);
    for (let line = place.line; line <= last; line += 1) if (changes.added.has(`${place.path}:${line}`)) return true;
    return false;
  });
}

function variable(name: string): string {
  const value = process.env[name];
  if (!value) throw new MusterError('usage', `the variable ${name} is not set`, 'This program is started by the daemon, for one dispatch.');
  return value;
}

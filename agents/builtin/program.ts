// A built-in worker as a process: it reads a prompt file, sends heartbeats, writes a result file, and prints a few lines for
// people. It has the same contract as any other worker.
//
//   node program.ts <agent>     with MUSTER_PROMPT, MUSTER_RESULT and MUSTER_HEARTBEAT
//   node program.ts stand-in <result> <heartbeat> [<earlier findings>]     with MUSTER_PROMPT

import { appendFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { cut } from '../../contracts/cut.ts';
import { failureOf, MusterError } from '../../contracts/errors.ts';
import { beatLine } from '../../contracts/work/beat-line.ts';
import type { Result } from '../../contracts/work/result.ts';
import { hideCompileCacheFromChildren } from '../../runtime/compile-cache.ts';
import { writeDurably } from '../../runtime/files.ts';
import { BUILTIN_ANALYSERS, isBuiltin } from './analysers.ts';
import { analyse, counted, type RuleFailure } from './analysis.ts';
import { openedLooks } from './opened.ts';
import { type BuiltinPrompt, readPrompt } from './prompt.ts';
import { STAND_IN, standIn } from './rehearsal/stand-in.ts';
import { openRepository } from './repository.ts';
import type { BuiltinAnalyser } from './rule.ts';
import { giveVerdicts } from './verdicts.ts';

/** A rule that reads a long history prints nothing for a while; the heartbeat goes on. */
const BEAT_EVERY = 20_000;

type Answer = Pick<Result, 'summary'> &
  Partial<
    Pick<
      Result,
      | 'status'
      | 'question'
      | 'findings'
      | 'verdicts'
      | 'plan'
      | 'proposal'
      | 'artifact'
      | 'gaps'
      | 'narrative'
      | 'coverage'
      | 'looked'
      | 'notes'
    >
  >;

hideCompileCacheFromChildren();
await main().catch((error: unknown) => {
  const { message, hint } = failureOf(error);
  process.stderr.write(`${message}${hint === '' ? '' : `\n${hint}`}\n`);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const name = process.argv[2] ?? '';
  const prompt = readPrompt(await readFile(variable('MUSTER_PROMPT'), 'utf8'));
  const [, , , result, heartbeat] = process.argv;
  const resultPath = result ?? variable('MUSTER_RESULT');
  const beat = startHeartbeat(heartbeat ?? variable('MUSTER_HEARTBEAT'));
  const failures: RuleFailure[] = [];
  beat('reading the prompt');
  try {
    const answer = await work(name, prompt, beat, failures);
    for (const failure of failures) note(prompt, failure);
    beat('writing the result');
    const { dispatch, nonce, role } = prompt;
    const result = { dispatch, nonce, role, status: 'done', ...answer };
    await writeDurably(resultPath, `${JSON.stringify(result, null, 1)}\n`);
    say(answer.coverage ?? answer.summary);
  } finally {
    beat.stop();
  }
}

async function work(name: string, prompt: BuiltinPrompt, beat: Heartbeat, failures: RuleFailure[]): Promise<Answer> {
  switch (prompt.skill) {
    case 'report':
      return narrate(prompt, beat);
    case 'critique':
      return critique(prompt, beat);
    case 'plan':
      return plan(prompt, beat);
    case 'plan-verdicts':
      return judge(prompt, beat);
    case 'execution':
      return execute(prompt, beat);
    case 'writing':
      return write(prompt, beat);
    case 'analysis':
    case 'verdicts':
      if (name === STAND_IN) return standIn(prompt, process.argv[5]);
      return examine(await analyserNamed(name), prompt, beat, failures);
  }
}

/** Loaded only here, because every analyser comes along with the critic. */
async function critique(prompt: BuiltinPrompt, beat: Heartbeat): Promise<Answer> {
  const { criticise } = await import('./critic/critic.ts');
  const repo = await openRepository({ ...prompt.base, scope: prompt.scope });
  try {
    const { gaps, tried } = await criticise(repo, prompt.looked, (rule) => beat(`what ${rule.id} opens`));
    for (const { category, title } of gaps) say(`${category}: ${title}`);
    return { summary: gaps.length === 0 ? 'No gap was found.' : `${counted(gaps.length, 'gap')}.`, gaps, coverage: tried };
  } finally {
    await repo.close();
  }
}

async function plan(prompt: BuiltinPrompt, beat: Heartbeat): Promise<Answer> {
  const { answerPlanning } = await import('./planner/program-part.ts');
  const repo = await openRepository({ ...prompt.base, scope: [] });
  try {
    beat('planning');
    return await answerPlanning(repo, prompt.inputs);
  } finally {
    await repo.close();
  }
}

async function judge(prompt: BuiltinPrompt, beat: Heartbeat): Promise<Answer> {
  const { answerPlan } = await import('./verifier/program-part.ts');
  const repo = await openRepository({ ...prompt.base, scope: [] });
  try {
    const answer = await answerPlan(repo, prompt.inputs, ({ id }, of, index) => {
      if (index % 20 === 0) beat(`judging ${id}, ${index + 1} of ${of}`);
    });
    for (const { finding, verdict, basis } of answer.verdicts) say(`${finding} ${verdict}: ${cut(basis, 160)}`);
    return answer;
  } finally {
    await repo.close();
  }
}

async function execute(prompt: BuiltinPrompt, beat: Heartbeat): Promise<Answer> {
  const { answerStage } = await import('./executor/program-part.ts');
  const repo = await openRepository({ ...prompt.base, scope: [] });
  try {
    const answer = await answerStage(repo, prompt.inputs, (rule) => beat(`looking for places of ${rule}`));
    if (answer.status === 'blocked') return answer;
    const { status, summary, proposal, edits } = answer;
    for (const { kind, path } of edits) say(`${kind} ${path}`);
    return { status, summary, proposal };
  } finally {
    await repo.close();
  }
}

async function write(prompt: BuiltinPrompt, beat: Heartbeat): Promise<Answer> {
  beat('putting the text together');
  const { answerWriting } = await import('./writer/program-part.ts');
  return answerWriting(prompt.inputs);
}

async function examine(analyser: BuiltinAnalyser, prompt: BuiltinPrompt, beat: Heartbeat, failures: RuleFailure[]): Promise<Answer> {
  const repo = await openRepository({ ...prompt.base, scope: prompt.scope });
  try {
    say(
      `${analyser.name}: ${counted(repo.files.length, 'file')} at ${repo.commit.slice(0, 12)}${repo.change ? `, changed since ${repo.change.from.slice(0, 12)}` : ''}`,
    );
    if (prompt.skill === 'verdicts') {
      const words = await giveVerdicts(repo, analyser, prompt.findings, (finding, index) =>
        beat(`judging ${finding.id}, ${index + 1} of ${prompt.findings.length}`),
      );
      failures.push(...words.failures);
      for (const { finding, verdict, basis } of words.verdicts) say(`${finding} ${verdict}: ${cut(basis.split('\n')[0] ?? '', 160)}`);
      return {
        summary: `Judged ${counted(words.verdicts.length, 'finding')}, each by the method that its basis names.`,
        verdicts: words.verdicts,
      };
    }
    const analysis = await analyse(repo, analyser, (rule, index) => beat(`${rule.id}, rule ${index + 1} of ${analyser.rules.length}`));
    failures.push(...analysis.failures);
    for (const { category, severity, title } of analysis.findings) say(`${severity} ${category}: ${title}`);
    return {
      summary: analysis.summary,
      findings: analysis.findings,
      coverage: analysis.coverage,
      looked: openedLooks(
        repo.opened,
        repo.files.flatMap((it) => (repo.inScope(it.path) ? [it.path] : [])),
      ),
      ...(analysis.failures.length === 0
        ? {}
        : { notes: `Rules that could not run: ${analysis.failures.map((it) => `${it.rule} (${cut(it.message, 200)})`).join('; ')}` }),
    };
  } finally {
    await repo.close();
  }
}

/** Loaded only here, because the report-writer brings the schemas of the report with it. */
async function narrate(prompt: BuiltinPrompt, beat: Heartbeat): Promise<Answer> {
  beat('writing the text of the report');
  const { writeReport } = await import('./report-writer/program-part.ts');
  return writeReport(prompt.report ?? '');
}

async function analyserNamed(name: string): Promise<BuiltinAnalyser> {
  if (isBuiltin(name)) return BUILTIN_ANALYSERS[name]();
  throw new MusterError(
    'agent-unknown',
    `unknown built-in analyser \`${name}\``,
    `The built-in analysers are ${Object.keys(BUILTIN_ANALYSERS).join(', ')}.`,
  );
}

function variable(name: string): string {
  const value = process.env[name];
  if (!value) throw new MusterError('usage', `the variable ${name} is not set`, 'This program is started by the daemon, for one dispatch.');
  return value;
}

type Heartbeat = ((stage: string) => void) & { stop(): void };

/** Sends a heartbeat at every stage and in between, so that a long rule does not look dead. */
function startHeartbeat(path: string): Heartbeat {
  let stage = 'starting';
  const append = () => appendFileSync(path, beatLine({ stage: cut(stage.replace(/\s+/g, ' '), 200), at: new Date().toISOString() }));
  const timer = setInterval(append, BEAT_EVERY);
  const beat = (now: string) => {
    stage = now;
    append();
  };
  return Object.assign(beat, { stop: () => clearInterval(timer) });
}

/** Records an error beside the result, where the lead collects it. */
function note(prompt: BuiltinPrompt, failure: RuleFailure): void {
  if (prompt.errorsPath === undefined) return;
  const line = { ts: new Date().toISOString(), type: 'tool-failure', tool: failure.rule, message: cut(failure.message, 4000) };
  appendFileSync(prompt.errorsPath, `${JSON.stringify(line)}\n`);
}

/** A line for a person at the terminal; names from the repository must not control it. */
function say(text: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to take out
  process.stdout.write(`${text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')}\n`);
}

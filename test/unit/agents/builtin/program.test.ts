// The built-in program as a process of its own, under the contract of every worker; and what it reads of a prompt.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readPrompt } from '../../../../agents/builtin/prompt.ts';
import { MusterError } from '../../../../contracts/errors.ts';
import { newestBeat } from '../../../../contracts/work/heartbeat.ts';
import { Result } from '../../../../contracts/work/result.ts';
import { itemsOf } from '../../../../skills/phases/plan/voting/items.ts';
import { fenced } from '../../../../skills/prompts/fence.ts';
import { checkPlan } from '../../../../validators/plan/check-plan.ts';
import { type Sandbox, sandbox } from '../../runtime/workspace/sandbox.ts';

const PROGRAM = fileURLToPath(new URL('../../../../agents/builtin/program.ts', import.meta.url));
const COMMIT = 'a'.repeat(40);

const envelope = (folder: string) =>
  [
    '**Dispatch:** r-k3f7qa.d1',
    '**Project Root:** /shop',
    `**Result Path:** ${join(folder, 'result.json')}`,
    `**Heartbeat Path:** ${join(folder, 'beat.md')}`,
    `**Errors Path:** ${join(folder, 'errors.jsonl')}`,
    '**Model:** analyser, none',
    '**Deadline:** 20 minutes after start',
    '**Nonce:** n-1',
    '',
    '',
  ].join('\n');
const block = (inputs: unknown) => fenced(JSON.stringify(inputs), 'json muster-inputs');

const program = suite<{
  box: Sandbox;
  out: string;
  run(agent: string, inputs: unknown): Promise<{ code: number | null; said: string; wrong: string }>;
}>('the built-in program');

program.before.each((context) => {
  context.box = sandbox();
  context.out = context.box.path('out');
  mkdirSync(context.out);
  context.run = (agent, inputs) => {
    const prompt = context.box.path('prompt.md');
    writeFileSync(prompt, `${envelope(context.out)}Words for a model.\n\n${block(inputs)}\n`);
    const child = spawn(process.execPath, [PROGRAM, agent], {
      env: {
        PATH: process.env.PATH ?? '',
        MUSTER_PROMPT: prompt,
        MUSTER_RESULT: join(context.out, 'result.json'),
        MUSTER_HEARTBEAT: join(context.out, 'beat.md'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    let wrong = '';
    child.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()));
    child.stderr.on('data', (bytes: Buffer) => (wrong += bytes.toString()));
    return new Promise((resolve) => child.on('close', (code) => resolve({ code, said, wrong })));
  };
});
program.after.each(({ box }) => box.remove());

const resultIn = (out: string) => Result.parse(JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')));

program('analyses: findings with evidence, coverage, beats, and nothing else in its folder', async ({ box, out, run }) => {
  const git = box.repo();
  const commit = git.commit({ 'README.md': '[gone](docs/gone.md)\n', 'docs/a.md': 'a\n' });
  const { code, said, wrong } = await run('links', {
    role: 'analyser',
    skill: 'analysis',
    base: { gitDir: git.gitDir, commit },
    scope: [],
  });
  assert.equal([code, wrong], [0, '']);
  const result = resultIn(out);
  assert.equal([result.dispatch, result.nonce, result.role, result.status], ['r-k3f7qa.d1', 'n-1', 'analyser', 'done']);
  assert.equal(
    result.findings.map((it) => [it.category, it.evidence[0]?.path, it.evidence[0]?.line, it.evidence[0]?.quote]),
    [['links/dead-relative-link', 'README.md', 1, '[gone](docs/gone.md)']],
  );
  assert.match(result.coverage ?? '', /^opened \d of 2 files for \d+ rules; these rules do not judge design or logic$/);
  assert.match(said, /opened \d of 2 files/);
  assert.equal(readdirSync(out).sort(), ['beat.md', 'result.json']);
  assert.is(newestBeat(readFileSync(join(out, 'beat.md'), 'utf8'))?.stage, 'writing the result');
});

program('folds more than five hits of a rule, keeps to the scope, and to what a range adds', async ({ box, out, run }) => {
  const git = box.repo();
  const from = git.commit({ 'old.md': '[x](lost-before.md)\n' });
  const commit = git.commit({
    'docs/many.md': Array.from({ length: 6 }, (_, i) => `[${i}](lost-${i}.md)\n`).join(''),
    'other.md': '[x](lost.md)\n',
  });
  await run('links', { role: 'analyser', skill: 'analysis', base: { gitDir: git.gitDir, commit, from }, scope: ['docs/**'] });
  const [finding, ...more] = resultIn(out).findings;
  assert.is(more.length, 0);
  assert.match(finding?.title ?? '', /^6 × /);
  assert.is(finding?.evidence.length, 6);
});

program('gives verdicts: by re-check, by its own rule once more, and abstains outside its field', async ({ box, out, run }) => {
  const git = box.repo();
  const commit = git.commit({
    'README.md': '[gone](gone.md)\n',
    'package.json': '{ "dependencies": { "declared": "^2.0.0" } }\n',
    'src/a.js': "require('absent');\nrequire('declared');\n",
  });
  const finding = (id: string, category: string, path: string, line: number, quote: string) => ({
    id,
    title: 't',
    category,
    severity: 'major',
    claim: 'c',
    evidence: [{ path, line, quote }],
  });
  await run('links', {
    role: 'analyser',
    skill: 'verdicts',
    base: { gitDir: git.gitDir, commit },
    scope: [],
    findings: [
      finding('F-001', 'deps/undeclared-import', 'src/a.js', 1, "require('absent');"),
      finding('F-002', 'deps/undeclared-import', 'src/a.js', 2, "require('declared');"),
      finding('F-003', 'links/dead-relative-link', 'README.md', 1, '[gone](gone.md)'),
      finding('F-004', 'links/dead-relative-link', 'README.md', 7, 'not there'),
      finding('F-005', 'model/design', 'README.md', 1, 'x'),
    ],
  });
  const verdicts = resultIn(out).verdicts;
  assert.equal(
    verdicts.map((it) => [it.finding, it.verdict]),
    [
      ['F-001', 'AGREE'],
      ['F-002', 'DISAGREE'],
      ['F-003', 'AGREE'],
      ['F-004', 'WITHDRAW'],
      ['F-005', 'ABSTAIN'],
    ],
  );
  assert.match(verdicts[0]?.basis ?? '', /^Searched the text of the manifests/);
  assert.match(verdicts[4]?.basis ?? '', /^not-my-field: /);
});

program('says what is wrong and writes no result', async ({ box, out, run }) => {
  const git = box.repo();
  const commit = git.commit({ a: 'a' });
  const inputs = { role: 'analyser', skill: 'analysis', base: { gitDir: git.gitDir, commit }, scope: [] };
  const unknown = await run('nobody', inputs);
  assert.is(unknown.code, 1);
  assert.match(unknown.wrong, /unknown built-in analyser `nobody`\nThe built-in analysers are links, deps, tests, secrets, slips/);
  const elsewhere = await run('links', { ...inputs, base: { gitDir: git.gitDir, commit: COMMIT } });
  assert.is(elsewhere.code, 1);
  assert.ok(elsewhere.wrong.length > 0);
  assert.not.ok(existsSync(join(out, 'result.json')));
});

program('plans from confirmed findings, asks if there are none, and judges its own plan', async ({ box, out, run }) => {
  const git = box.repo();
  const commit = git.commit({ 'a.md': '[x](lost.md)\n' });
  const base = { gitDir: git.gitDir, commit };
  const held = {
    id: 'F-001',
    title: 'a.md links to lost.md, which does not exist',
    category: 'links/dead-relative-link',
    severity: 'minor',
    claim: 'The link leads nowhere.',
    recommendation: 'Take it out.',
    evidence: [{ path: 'a.md', line: 1, quote: '[x](lost.md)' }],
    state: 'full-consensus',
  };
  const planning = { role: 'planner', skill: 'plan', base, scope: [], requirements: ['F-001'], findings: [held], carries: [] };
  assert.is((await run('planner', planning)).code, 0);
  const { plan, status } = resultIn(out);
  assert.equal([status, plan?.stages.map((it) => it.files)], ['done', [['a.md']]]);
  assert.equal(plan && checkPlan(plan, ['F-001'], []), []);

  await run('planner', { ...planning, requirements: [], findings: [] });
  const asked = resultIn(out);
  assert.equal([asked.status, asked.plan], ['blocked', undefined]);
  assert.match(asked.question ?? '', 'there is no confirmed finding');

  const items = plan ? itemsOf(plan) : [];
  const judging = { role: 'verifier', skill: 'plan-verdicts', base, scope: [], plan, items };
  assert.is((await run('verifier', judging)).code, 0);
  const { verdicts, coverage } = resultIn(out);
  assert.equal(
    verdicts.map((it) => it.finding),
    items.map((it) => it.id),
  );
  assert.match(coverage ?? '', 'these rules do not judge whether the plan is a good one');
  const wrong = await run('verifier', { ...judging, plan: { goal: 'x' } });
  assert.is(wrong.code, 1);
  assert.match(wrong.wrong, 'contain no plan that can be judged');
  assert.is((await run('planner', { ...planning, findings: [{ id: 'F-001' }] })).code, 1);
});

program('the name of a repository does not control the terminal', async ({ box, run }) => {
  const git = box.repo();
  const commit = git.commit({ 'a\u001b[2Jb.md': '[x](lost.md)\n' });
  const { said } = await run('links', { role: 'analyser', skill: 'analysis', base: { gitDir: git.gitDir, commit }, scope: [] });
  assert.match(said, /lost\.md/);
  assert.not.ok(said.includes('\u001b'));
});

const prompts = suite('what a program reads from a prompt');
const inputs = { role: 'analyser', skill: 'analysis', base: { gitDir: '/g', commit: COMMIT }, scope: ['src/**'] };
const refused = (text: string): string => {
  try {
    readPrompt(text);
  } catch (error) {
    assert.instance(error, MusterError);
    return (error as MusterError).message;
  }
  return '';
};

prompts('the anchors of the envelope, not those that others wrote, and the one block', () => {
  const decoy = fenced(`**Nonce:** stolen\n\`\`\`json muster-inputs\n{"role":"x"}\n\`\`\``, 'text');
  const read = readPrompt(
    `${envelope('/out')}${decoy}\n\n${block({ ...inputs, findings: [{ id: 'F-001', title: 't', category: 'c', severity: 'minor', claim: 'x', evidence: [] }] })}\n`,
  );
  assert.equal(
    [read.nonce, read.role, read.skill, read.base, read.scope, read.findings.length],
    ['n-1', 'analyser', 'analysis', { gitDir: '/g', commit: COMMIT }, ['src/**'], 1],
  );
  assert.is(read.resultPath, '/out/result.json');
});

prompts('each error is named', () => {
  const at = (changed: Record<string, unknown>) => `${envelope('/out')}${block({ ...inputs, ...changed })}\n`;
  for (const [text, message] of [
    [envelope('/out'), /has 0 blocks/],
    [`${at({})}\n${block(inputs)}`, /has 2 blocks/],
    [`${envelope('/out')}\`\`\`json muster-inputs\n{\n\`\`\`\n`, /is not JSON/],
    [`${block(inputs)}\n`, /no line `\*\*Dispatch:\*\*`/],
    [at({ skill: 'poetry' }), /the skill "poetry", but a built-in worker knows only analysis, verdicts, critique, report/],
    [at({ skill: 'report' }), /need `report`/],
    [at({ base: { gitDir: '/g', commit: 'HEAD' } }), /`base.commit` must be the full name of a commit/],
    [at({ base: null }), /`base` must be an object/],
    [at({ findings: [{ id: 'F-001' }] }), /`title` of a finding must be a text/],
    [at({ scope: 'src' }), /`scope` must be a list/],
  ] as const)
    assert.match(refused(text), message);
});

program.run();
prompts.run();

// Every rule of a plan’s form with a plan that keeps it and ones that break it, in any order of its stages.

import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Plan, type Stage } from '../../../../contracts/plan/plan.ts';
import { checkPlan } from '../../../../validators/plan/check-plan.ts';
import { PLAN_RULES, type PlanRule } from '../../../../validators/plan/fault.ts';
import { FIRST, GOOD, stage, staged } from './plan-fixture.ts';

const rules = suite('the rules of a plan');

const alone = (more: Partial<Stage>): Plan => staged(stage('a', more));

const step = (action: string) => ({ action, detail: '' });

const steps = (n: number) => Array.from({ length: n }, () => step('RED: x'));

type Case = { rule: PlanRule; plan: Plan; at?: string; requirements?: string[]; project?: string[] };

const BREAKS: readonly Case[] = [
  { rule: 'unique-ids', plan: staged(stage('a'), stage('a', { files: ['b/**'], dependsOn: [] })), at: 'stages.1.id' },
  { rule: 'dependency-exists', plan: alone({ dependsOn: ['b'] }), at: 'stages.0.dependsOn.0' },
  { rule: 'acyclic', plan: alone({ dependsOn: ['a'] }), at: 'stages.0.dependsOn' },
  {
    rule: 'acyclic',
    plan: staged(stage('c', { dependsOn: ['b'] }), stage('a', { dependsOn: ['c'] }), stage('b', { dependsOn: ['a'] })),
    at: 'stages.1.dependsOn',
  },
  { rule: 'few-steps', plan: alone({ steps: steps(7) }), at: 'stages.0.steps' },
  { rule: 'tdd', plan: alone({ steps: [step('RED: a'), step('Write it')] }), at: 'stages.0.steps.1.action' },
  { rule: 'tdd', plan: alone({ steps: [step('red: a')] }) },
  { rule: 'tdd', plan: alone({ steps: [step('write')], tddExemption: '  ' }) },
  { rule: 'tdd', plan: alone({ steps: [step('GREEN: a')] }), at: 'stages.0.steps.0.action' },
  { rule: 'tdd', plan: alone({ steps: [step('GREEN: a'), step('RED: b')] }), at: 'stages.0.steps.0.action' },
  ...['', ' \n', '\u200b', '...', '—'].flatMap((nothing): Case[] => [
    { rule: 'said', plan: { ...GOOD, goal: nothing }, at: 'goal' },
    { rule: 'said', plan: { ...GOOD, rollback: nothing }, at: 'rollback' },
    { rule: 'said', plan: { ...GOOD, checklist: ['x', nothing] }, at: 'checklist.1' },
    {
      rule: 'said',
      plan: { ...GOOD, acceptance: GOOD.acceptance.map((it) => ({ ...it, description: nothing })) },
      at: 'acceptance.0.description',
    },
    {
      rule: 'said',
      plan: { ...GOOD, requirementCoverage: [{ requirement: nothing, stages: [FIRST.id] }] },
      at: 'requirementCoverage.0.requirement',
    },
    { rule: 'said', plan: { ...GOOD, options: [...GOOD.options, { title: nothing, pros: [], cons: [] }] }, at: 'options.2.title' },
    { rule: 'said', plan: alone({ title: nothing }), at: 'stages.0.title' },
    { rule: 'said', plan: alone({ goal: nothing }), at: 'stages.0.goal' },
    { rule: 'said', plan: alone({ exitContract: nothing }), at: 'stages.0.exitContract' },
    { rule: 'said', plan: alone({ steps: [step(`RED: ${nothing}`)] }), at: 'stages.0.steps.0.action' },
    { rule: 'said', plan: alone({ steps: [step(nothing)], tddExemption: 'It is prose.' }), at: 'stages.0.steps.0.action' },
    { rule: 'said', plan: alone({ validators: [{ kind: 'approval', asks: nothing }] }), at: 'stages.0.validators.0.asks' },
    { rule: 'slice-value', plan: alone({ sliceValue: nothing }), at: 'stages.0.sliceValue' },
    { rule: 'acceptance', plan: alone({ acceptance: nothing }), at: 'stages.0.acceptance' },
  ]),
  ...['', 'nobody', 'Executor', 'verifier'].map((owner): Case => ({ rule: 'owner', plan: alone({ owner }), at: 'stages.0.owner' })),
  ...['.', './.', '**', '*', '**/*'].map(
    (path): Case => ({ rule: 'proof', plan: alone({ validators: [{ kind: 'artifact-exists', path }] }), at: 'stages.0.validators.0.path' }),
  ),
  ...[
    ['.'],
    ['**'],
    ['./**'],
    ['*'],
    ['**/*'],
    ['{**,x}'],
    ['a', '**/*'],
    ['!a'],
    ['!a', '!b'],
    ['**', '!a'],
    ['?*'],
    ['*/**', '*.*'],
    ['*/**'],
    ['?*/**'],
    ['src/a.ts', '**/?*'],
    ['[!.]*/**'],
    ['[a-z]*/**'],
    ['[a-m]*/*'],
    ['**/*.*'],
    ['?????*/**'],
    ['{?,??,???,????}*'],
    ['.*/**', '[A-Z]*'],
    ['*/*/*'],
    ['**/[0-9]*'],
  ].map(
    (globs): Case => ({ rule: 'proof', plan: alone({ validators: [{ kind: 'file-changed', globs }] }), at: 'stages.0.validators.0.globs' }),
  ),
  {
    rule: 'proof',
    plan: { ...GOOD, acceptance: [{ description: 'd', validator: { kind: 'file-changed', globs: ['**'] } }] },
    at: 'acceptance.0.validator.globs',
  },
  { rule: 'disjoint', plan: staged(stage('a'), stage('b', { files: ['a/x.ts'] })), at: 'stages.1.files' },
  {
    rule: 'disjoint',
    plan: staged(stage('a'), stage('b', { dependsOn: ['a'] }), stage('c', { dependsOn: ['a'], files: ['b/c'] })),
    at: 'stages.2.files',
  },
  { rule: 'slice-value', plan: alone({ sliceValue: ' \n' }), at: 'stages.0.sliceValue' },
  { rule: 'acceptance', plan: alone({ acceptance: '' }), at: 'stages.0.acceptance' },
  { rule: 'validator', plan: alone({ validators: [] }), at: 'stages.0.validators' },
  { rule: 'command-defined', plan: alone({ validators: [{ kind: 'build-pass', command: 'build' }] }), at: 'stages.0.validators.0.command' },
  { rule: 'command-defined', plan: alone({ validators: [{ kind: 'command-pass', command: 'toString' }] }) },
  {
    rule: 'command-defined',
    plan: { ...GOOD, acceptance: [{ description: 'd', validator: { kind: 'test-pass', command: 'e2e' } }] },
    at: 'acceptance.0.validator.command',
  },
  ...[
    ['', 'x'],
    ['-x'],
    ['a\0b'],
    ['sh', '-c', 'x'],
    ['/bin/bash', '-lc', 'x'],
    ['env', 'X=1', 'zsh', '-ec', 'x'],
    ['cmd.exe', '/C', 'x'],
    ['../x'],
    ['a/../../x'],
    ['..\\x.exe'],
    ['/usr/local/bin/x'],
    ['~/bin/x'],
    ['C:\\x.exe'],
    ['node', '../x.js'],
    ['make', '-C', '..'],
    ['npm', '--prefix=../x', 'test'],
    ['pytest', 'a/../../b'],
    ['x', '/app'],
    ['make', '-C/etc'],
    ['make', '-C..'],
    ['cc', '-I../x', 'a.c'],
    ['cc', '-isystem../x', 'a.c'],
    ['cc', '-Wl,-rpath,/usr/lib', 'a.c'],
    ['npm', '--prefix=~/x', 'test'],
    ['npm', '--prefix=/x y', 'test'],
    ['env', 'OUT=../x', 'make'],
    ['env', 'PATH=bin:/usr/bin', 'make'],
    ['cat', '~/.ssh/id_rsa'],
    ['cat', '~root'],
    ['curl', '-d', '@/etc/passwd', 'http://x'],
    ['curl', 'file:///etc/passwd'],
    ['tar', '-xf', 'a.tar', '--directory=a/../..'],
    ['x', 'C:\\x'],
    ['x', '--y=c:/x'],
    ['node', '../my code (1).js'],
  ].map((argv): Case => ({ rule: 'command-argv', plan: { ...GOOD, commands: { test: argv } }, at: 'commands.test' })),
  ...[
    '-rf',
    '!-rf',
    '{-a,b}',
    'a\0b',
    '..',
    'a/../../b',
    'a/..',
    '..\\b',
    '{..,a}/b',
    '.\\./a',
    '/etc/passwd',
    '\\x',
    '~/x',
    'C:\\x',
    'c:/x',
    '{a,/etc}',
    '',
    ' ',
    '/',
  ].flatMap((target): Case[] => [
    { rule: 'target', plan: alone({ files: [target] }), at: 'stages.0.files.0' },
    { rule: 'target', plan: alone({ validators: [{ kind: 'file-changed', globs: [target] }] }), at: 'stages.0.validators.0.globs.0' },
    { rule: 'target', plan: alone({ validators: [{ kind: 'artifact-exists', path: target }] }), at: 'stages.0.validators.0.path' },
  ]),
  { rule: 'options', plan: { ...GOOD, options: GOOD.options.slice(0, 1) }, at: 'options' },
  { rule: 'options', plan: { ...GOOD, options: GOOD.options.slice(0, 1).flatMap((it) => [it, it]) } },
  { rule: 'recommended', plan: { ...GOOD, recommended: 'Something else' }, at: 'recommended' },
  { rule: 'coverage', plan: GOOD, requirements: ['F-001', 'F-002'], at: 'requirementCoverage' },
  { rule: 'coverage', plan: { ...GOOD, requirementCoverage: [{ requirement: 'F-001', stages: [] }] }, requirements: ['F-001'] },
  {
    rule: 'coverage',
    plan: { ...GOOD, requirementCoverage: [{ requirement: 'F-001', stages: [FIRST.id, 'gone'] }] },
    at: 'requirementCoverage.0.stages.1',
  },
];

const KEEPS: readonly Case[] = [
  { rule: 'unique-ids', plan: staged(stage('a'), stage('b')) },
  { rule: 'dependency-exists', plan: staged(stage('a', { dependsOn: ['b'] }), stage('b')) },
  { rule: 'acyclic', plan: staged(stage('a', { dependsOn: ['b', 'c'] }), stage('b', { dependsOn: ['c'] }), stage('c')) },
  { rule: 'few-steps', plan: alone({ steps: steps(6) }) },
  { rule: 'tdd', plan: alone({ steps: [step('RED: a'), step('GREEN: b'), step(' GREEN: c')] }) },
  { rule: 'tdd', plan: alone({ steps: [step('Write it')], tddExemption: 'It is prose.' }) },
  { rule: 'disjoint', plan: staged(stage('a'), stage('b')) },
  { rule: 'disjoint', plan: staged(stage('a'), stage('b', { dependsOn: ['a'] }), stage('c', { dependsOn: ['b'], files: ['a/x'] })) },
  { rule: 'slice-value', plan: alone({ sliceValue: 'x' }) },
  { rule: 'acceptance', plan: alone({ acceptance: 'x' }) },
  { rule: 'said', plan: alone({ title: '修复', goal: '1', exitContract: 'é' }) },
  { rule: 'owner', plan: alone({ owner: 'executor' }) },
  ...[
    ['src/**'],
    ['*.md'],
    ['a', '!a/b'],
    ['**/*.ts'],
    ['src', 'test'],
    ['[id].ts'],
    ['*/package.json'],
    ['test*/**'],
    ['**/test/**'],
    ['[st]*/*.c'],
    ['.github/**'],
    ['{src,lib}/*'],
  ].map((globs): Case => ({ rule: 'proof', plan: alone({ validators: [{ kind: 'file-changed', globs }] }) })),
  { rule: 'proof', plan: alone({ validators: [{ kind: 'artifact-exists', path: './dist/a.js' }] }) },
  { rule: 'validator', plan: alone({ validators: [{ kind: 'approval', asks: 'Is it good?' }] }) },
  { rule: 'command-defined', plan: alone({ validators: [{ kind: 'build-pass', command: 'build' }] }), project: ['build'] },
  ...[
    ['bash', 'scripts/test.sh', '-c'],
    ['./gradlew', 'test'],
    ['go', 'test', './...'],
    ['git', 'diff', 'main..HEAD'],
    ['node', 'a/../b.js'],
    ['x', '..a', 'b..'],
    ['git', 'diff', 'HEAD~1', '~1', '--stat=80'],
    ['curl', '-fsS', 'http://localhost:3000/health', '-o', '/dev/null'],
    ['node', '-e', "const a = 1 / 2; import('./x.js').then((it) => it/3)"],
    ['dotnet', 'test', '/p:CollectCoverage=true'],
    ['pip', 'install', 'a~=1.4'],
    ['npm', 'run', 'test:unit', '--', '--grep=a/b'],
    ['docker', 'run', '-v', './a:b', 'x@sha256:00'],
  ].map((argv): Case => ({ rule: 'command-argv', plan: { ...GOOD, commands: { test: argv } } })),
  ...['a', './-a', './a/b', '**', '.', 'a..b/c', 'a/...', '!a/b', 'src/[id]/*.{ts,tsx}', 'a-b'].map(
    (target): Case => ({ rule: 'target', plan: alone({ files: [target, 'x'] }) }),
  ),
  { rule: 'options', plan: GOOD },
  { rule: 'recommended', plan: GOOD },
  { rule: 'coverage', plan: GOOD, requirements: ['F-001', ' F-001 '] },
];

rules('every rule has a plan that keeps it and one that breaks it', () => {
  for (const rule of PLAN_RULES) {
    assert.ok(BREAKS.some((it) => it.rule === rule) && KEEPS.some((it) => it.rule === rule), rule);
  }
});

rules('a plan that breaks one rule gets an error for that rule and no other, with its place', () => {
  for (const { rule, plan, at, requirements = [], project } of BREAKS) {
    const faults = checkPlan(Plan.parse(plan), requirements, project ?? []);
    const shown = JSON.stringify({ rule, faults });
    assert.ok(faults.length > 0, shown);
    assert.equal([...new Set(faults.map((it) => it.rule))], [rule], shown);
    if (at !== undefined) assert.is(faults[0]?.at, at, shown);
  }
});

rules('a plan that keeps them gets no error', () => {
  for (const { rule, plan, requirements = [], project } of KEEPS) {
    assert.equal(checkPlan(Plan.parse(plan), requirements, project ?? []), [], rule);
  }
});

rules('the same stages in another order break the same rules', () => {
  const stages = [
    stage('a', { files: ['src/*.ts', 'x'] }),
    stage('b', { files: ['src/b.ts', 'y'], dependsOn: ['f'] }),
    stage('c', { files: ['src/**/c.*'], steps: steps(8) }),
    stage('d', { dependsOn: ['e'], files: ['d'] }),
    stage('e', { dependsOn: ['d'], files: ['**/e'] }),
    stage('f', { dependsOn: ['nobody'], validators: [] }),
  ];
  const told = (order: readonly Stage[]) =>
    checkPlan(staged(...order), [], [])
      .map(({ rule, at, says }) => `${rule} ${at.replace(/stages\.(\d+)/, (_, n) => order[Number(n)]?.id ?? '')} ${says}`)
      .toSorted();
  const expected = told(stages);
  assert.is(expected.filter((it) => it.startsWith('disjoint')).length > 2, true);
  fc.assert(
    fc.property(fc.shuffledSubarray(stages, { minLength: stages.length }), (order) => assert.equal(told(order), expected)),
    { numRuns: 60 },
  );
});

rules.run();

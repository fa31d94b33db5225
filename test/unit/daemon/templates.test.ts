// The task types: every built-in one as the design has it, what is refused with its place, and who may
// stand in whose place.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MusterError } from '../../../contracts/errors.ts';
import { toJSONSchema } from '../../../contracts/schema.ts';
import { loadTemplate, readTemplate, templateNames } from '../../../daemon/intake/templates.ts';
import { phaseOf } from '../../../skills/phases/table.ts';
import { outputFor, WORK_KINDS, workKind } from '../../../skills/phases/work-kinds.ts';

const SKILLS = new URL('../../../skills/', import.meta.url);
const builtIn = suite('built-in task types');
const faults = suite('faults of a template');
const places = suite<{ folder: string }>('templates of a home and a project');

const NOWHERE = { home: '/nowhere' };
const names = readdirSync(new URL('templates/', SKILLS)).map((it) => it.replace('.yaml', ''));

builtIn('are the seven of the design, those for a given plan and for prompts, and the one that checks an agent', () => {
  assert.equal(names.sort(), [
    'conformance',
    'error-analysis',
    'final-verification',
    'given-plan',
    'implementation',
    'implementation-planning',
    'prompt',
    'release-handoff',
    'requirements-discovery',
    'review',
  ]);
});

for (const name of names) {
  builtIn(`${name} says in its file what each phase must produce, and has the skill for it`, async () => {
    const template = await loadTemplate(name, NOWHERE);
    const text = readFileSync(new URL(`templates/${name}.yaml`, SKILLS), 'utf8');
    assert.is(text.match(/expects: \{/g)?.length, template.phases.length, 'every phase');
    for (const phase of template.phases) {
      assert.is(phase.expects?.schema, phaseOf(phase).makes.schema);
      if (phase.kind !== 'fan-out') continue;
      const words = readFileSync(new URL(`${workKind(String(phase.skill)).folder}/SKILL.md`, SKILLS), 'utf8');
      assert.match(words, /^# \w/);
      assert.ok(outputFor(String(phase.skill)).schema.includes('"findings"'));
    }
    assert.is(template.source, 'built-in');
    assert.is(template.digest.length, 64);
  });
}

const withoutSafeMaximum = (schema: string): string => schema.replaceAll(`,"maximum":${Number.MAX_SAFE_INTEGER}`, '');

builtIn('a worker is told, key by key, the very schema of the whole', () => {
  for (const [skill, { output }] of Object.entries(WORK_KINDS))
    assert.is(outputFor(skill).schema, withoutSafeMaximum(JSON.stringify(toJSONSchema(output.schema, { io: 'input' }))), skill);
});

const EXAMINED: readonly [name: string, maxRounds: number, adversarial: boolean][] = [
  ['review', 2, false],
  ['requirements-discovery', 1, true],
  ['error-analysis', 2, true],
  ['implementation-planning', 2, true],
  ['final-verification', 2, false],
  ['release-handoff', 2, false],
];
for (const [name, maxRounds, adversarial] of EXAMINED) {
  builtIn(`${name} is examined in ${maxRounds} round(s)${adversarial ? ', adversarially' : ''}`, async () => {
    const { convergence } = await loadTemplate(name, NOWHERE);
    assert.equal(convergence, { enabled: true, maxRounds, mode: 'lightweight', adversarial, critic: false });
  });
}

builtIn('only implementation writes, and it needs a plan', async () => {
  for (const name of names) {
    const { writes, plan } = await loadTemplate(name, NOWHERE);
    assert.is(writes, name === 'implementation', name);
    assert.is(plan === 'required', name === 'implementation', name);
  }
});

const REVIEW = readFileSync(new URL('templates/review.yaml', SKILLS), 'utf8');
const FAULTS: readonly [what: string, text: string, says: RegExp][] = [
  ['a key with a slip in it', REVIEW.replace('quorum: 2', 'quorm: 2'), /line \d+, column 1: unknown key `quorm`; did you mean `quorum`\?/],
  ['the same deep inside', REVIEW.replace('maxRounds', 'maxRound'), /unknown key `convergence\.maxRound`; did you mean `maxRounds`\?/],
  [
    'a key of another kind of phase',
    REVIEW.replace('kind: convergence,', 'kind: convergence, skil: x,'),
    /unknown key `phases\.1\.skil`(?!; did)/,
  ],
  ['a kind that is none', REVIEW.replace('kind: fan-out', 'kind: fanout'), /`phases\.0\.kind`: .*; did you mean `fan-out`\?/],
  [
    'a role that is none',
    REVIEW.replace('{ role: analyser, seats', '{ role: analyzer, seats'),
    /line 6, column \d+: `roster\.0\.role`: .*did you mean `analyser`\?/,
  ],
  [
    'a skill with a slip in it',
    REVIEW.replace('skill: analysis', 'skill: analisys'),
    /no skill `analisys` raises findings; did you mean `analysis`\?; these do/,
  ],
  ['a skill that brings something else', REVIEW.replace('skill: analysis', 'skill: planning'), /no skill `planning` raises findings/],
  [
    'an artifact that such a phase does not make',
    REVIEW.replace('schema: convergence@1', 'schema: plan@1'),
    /`phases\.1\.expects`: a phase of kind convergence makes `convergence@1`, not `plan@1`/,
  ],
  [
    'a schema that is none',
    REVIEW.replace('schema: findings@1', 'schema: finding@1'),
    /`phases\.0\.expects\.schema`: .*did you mean `findings@1`\?/,
  ],
  [
    'a phase whose role has no seat',
    REVIEW.replace('  - { role: analyser, seats: task }\n', ''),
    /`phases\.0` \(analysis\) needs a seat for the role `analyser`/,
  ],
  [
    'a time limit of a phase that the run never reaches',
    REVIEW.replace('kind: convergence,', 'kind: convergence, deadline: 45m,'),
    /`phases\.1\.deadline` is 45m and has no effect: the deadline of the whole run is 45m/,
  ],
  [
    'a time limit of nothing',
    REVIEW.replace('kind: convergence,', 'kind: convergence, deadline: 0m,'),
    /`phases\.1\.deadline` must be longer/,
  ],
  ['a name of somebody else to replace', `${REVIEW}replaces: audit\n`, /`replaces` is `audit`, but the template is named `review`/],
];
for (const [what, text, says] of FAULTS) {
  faults(what, () => {
    assert.throws(
      () => readTemplate(text, '/t.yaml'),
      (error: unknown) => {
        assert.instance(error, MusterError);
        assert.match((error as Error).message, says);
        return (error as Error).message.startsWith('/t.yaml: ');
      },
    );
  });
}

faults('a phase without `expects` must produce what its kind makes; `null` means nothing', () => {
  const [first, second] = readTemplate(
    REVIEW.replace(/, expects: .* \}/, ' }').replace(/expects: \{ artifact: conv.*\} \}/, 'expects: null }'),
    '/t.yaml',
  ).phases;
  assert.equal(first?.expects, phaseOf({ key: 'a', kind: 'fan-out' }).makes);
  assert.is(second?.expects, null);
});

places.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'muster-'));
  for (const name of ['home', 'project']) mkdirSync(join(context.folder, name));
});
places.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }));

const OWN = (name: string, more = '') => REVIEW.replace('name: review', `name: ${name}\n${more}`);
const refusal = (work: Promise<unknown>): Promise<MusterError> =>
  work.then(
    () => assert.unreachable() as never,
    (it: MusterError) => it,
  );

places('a new name is added, an existing one is replaced only if the file says so', async ({ folder }) => {
  const [home, project] = [join(folder, 'home'), join(folder, 'project')];
  writeFileSync(join(home, 'audit.yaml'), OWN('audit'));
  writeFileSync(join(home, 'review.yaml'), OWN('review', 'replaces: review\n'));
  writeFileSync(join(project, 'audit.yaml'), OWN('audit'));
  writeFileSync(join(project, 'error-analysis.yaml'), OWN('error-analysis'));
  assert.is((await loadTemplate('audit', { home })).source, 'home');
  assert.is((await loadTemplate('review', { home })).source, 'home');
  assert.is((await loadTemplate('review', { home, project })).source, 'home');

  for (const [name, path] of [
    ['audit', join(home, 'audit.yaml')],
    ['error-analysis', 'error-analysis.yaml'],
  ] as const) {
    const error = await refusal(loadTemplate(name, { home, project }));
    assert.is(error.code, 'template-invalid');
    assert.ok(error.message.startsWith(`${join(project, `${name}.yaml`)}: the task type \`${name}\` already exists (`), error.message);
    assert.ok(error.message.includes(path));
    assert.match(error.hint, new RegExp(`replaces: ${name}`));
  }
  writeFileSync(join(project, 'audit.yaml'), OWN('audit', 'replaces: audit\n'));
  assert.is((await loadTemplate('audit', { home, project })).source, 'project');
  assert.is((await loadTemplate('audit', { home })).source, 'home', 'a project that is not trusted is not looked at');
  assert.equal(
    (await templateNames({ home, project })).find((it) => it.name === 'audit'),
    { name: 'audit', source: 'project' },
  );
});

places('a file is named like its template', async ({ folder }) => {
  const home = join(folder, 'home');
  writeFileSync(join(home, 'audit.yaml'), OWN('audits'));
  const error = await refusal(loadTemplate('audit', { home }));
  assert.match(error.message, /`name` is `audits`, but the file is named audit\.yaml/);
});

places('an unknown name is reported with the nearest, and with all existing ones', async ({ folder }) => {
  const home = join(folder, 'home');
  writeFileSync(join(home, 'audit.yaml'), OWN('audit'));
  const error = await refusal(loadTemplate('erorr-analysis', { home }));
  assert.is(error.code, 'template-unknown');
  assert.match(error.message, /did you mean `error-analysis`/);
  assert.match(error.hint, /final-verification.*review.*audit/);
});

for (const test of [builtIn, faults, places]) test.run();

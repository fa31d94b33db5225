// Runs every example of docs/ci.md as it is written there, in a repository with a change that should be found, and checks that the output
// is what the CI service reads.

import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { bySchema } from '../../../unit/skills/report-writer/formats/sarif-checks.ts';
import { LAUNCHER } from '../../program.ts';
import { type CliFixture, openCliFixture } from '../cli-fixture.ts';

const DOCUMENT = readFileSync(fileURLToPath(new URL('../../../../docs/ci.md', import.meta.url)), 'utf8');

type Steps = { jobs: { review: { steps: { run?: string }[] } } };
const blocks = (language: string): string[] =>
  [...DOCUMENT.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, block = '']) => block);
const [scanning = '', annotations = '', gitlab = ''] = blocks('yaml');
const [hook = ''] = blocks('sh');
const runOf = (workflow: string): string => (parse(workflow) as Steps).jobs.review.steps.flatMap(({ run }) => run ?? []).join('\n');

const ci = suite<{ fixture: CliFixture; project: string; env: NodeJS.ProcessEnv }>('the examples of docs/ci.md');

ci.before((context) => {
  const fixture = openCliFixture();
  const project = join(fixture.folder, 'shop');
  const programs = join(fixture.folder, 'bin');
  mkdirSync(programs);
  // What npx would have fetched is here already; everything behind the package's name is as in the document.
  shim(
    join(programs, 'npx'),
    `[ "$1" = --yes ] && [ "\${2%@*}" = musterd ] || exit 99\nshift 2\nexec "${process.execPath}" "${LAUNCHER}" "$@"`,
  );
  shim(join(programs, 'muster'), `exec "${process.execPath}" "${LAUNCHER}" "$@"`);
  const env = {
    ...fixture.env,
    PATH: `${programs}${delimiter}${process.env.PATH ?? ''}`,
    GITHUB_BASE_REF: 'main',
    CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
  };
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', project, '-c', 'user.name=Mira', '-c', 'user.email=mira@example.com', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  execFileSync('git', ['init', '-q', '--bare', '-b', 'main', join(fixture.folder, 'origin.git')]);
  execFileSync('git', ['init', '-q', '-b', 'main', project]);
  writeFileSync(join(project, 'README.md'), '# Shop\n');
  writeFileSync(join(project, 'sum.test.js'), "test('sum', () => expect(1 + 1).toBe(2));\n");
  git('add', '-A');
  git('commit', '-qm', 'The beginning');
  git('remote', 'add', 'origin', join(fixture.folder, 'origin.git'));
  git('push', '-q', 'origin', 'main');
  git('remote', 'set-head', 'origin', 'main');
  git('switch', '-qc', 'change');
  writeFileSync(join(project, 'merge.js'), 'function total() {\n<<<<<<< HEAD\n  return 1;\n=======\n  return 2;\n>>>>>>> other\n}\n');
  git('add', '-A');
  git('commit', '-qm', 'A merge gone wrong');
  Object.assign(context, { fixture, project, env });
});

ci.after(({ fixture }) => fixture.clear());

function shim(path: string, body: string): void {
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
}

/** Runs a step in the way GitHub and GitLab do. */
const shell = (script: string, { project, env }: { project: string; env: NodeJS.ProcessEnv }) =>
  spawnSync('bash', ['-e', '-o', 'pipefail', '-c', script], { cwd: project, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

ci('GitHub, code scanning: a SARIF file that can be uploaded although the step fails', (context) => {
  const { status, stderr } = shell(runOf(scanning), context);
  assert.is(status, 7, stderr);
  const log = readFileSync(join(context.project, 'muster.sarif'), 'utf8');
  assert.equal(bySchema(log), []);
  const [{ results, invocations }] = JSON.parse(log).runs;
  assert.is(invocations[0].executionSuccessful, true);
  assert.ok(
    results.some(
      (it: { ruleId: string; locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }) =>
        it.ruleId === 'slips/conflict-block' && it.locations[0]?.physicalLocation.artifactLocation.uri === 'merge.js',
    ),
  );
});

ci('GitHub, annotations', (context) => {
  const { status, stdout, stderr } = shell(runOf(annotations), context);
  assert.is(status, 7, stderr);
  assert.match(stdout, /^::error file=merge\.js,line=2/m);
});

ci('GitLab, code quality', (context) => {
  const job = (parse(gitlab) as { muster: { script: string[] } }).muster;
  const { status, stderr } = shell(job.script.join('\n'), context);
  assert.is(status, 7, stderr);
  const entries = JSON.parse(readFileSync(join(context.project, 'gl-code-quality-report.json'), 'utf8'));
  assert.ok(entries.some((it: { location: { path: string } }) => it.location.path === 'merge.js'));
});

ci('a hook before a push: held back while the finding is there, let through when it is gone', ({ fixture, project, env }) => {
  const place = join(project, '.git', 'hooks', 'pre-push');
  writeFileSync(join(fixture.folder, 'hook'), hook);
  copyFileSync(join(fixture.folder, 'hook'), place);
  chmodSync(place, 0o755);
  const push = () => spawnSync('git', ['push', 'origin', 'change'], { cwd: project, env, encoding: 'utf8' });
  const held = push();
  assert.is.not(held.status, 0);
  assert.match(`${held.stdout}${held.stderr}`, 'merge.js');
  writeFileSync(join(project, 'merge.js'), 'function total() {\n  return 2;\n}\n');
  const id = ['-c', 'user.name=Mira', '-c', 'user.email=mira@example.com'];
  execFileSync('git', ['-C', project, ...id, 'commit', '-qam', 'Resolve it']);
  const through = push();
  assert.is(through.status, 0, `${through.stdout}${through.stderr}`);
});

ci('a format of an ended run, nothing to review, and an unknown format', async ({ fixture, project }) => {
  const [newest] = JSON.parse((await fixture.muster(['runs', '--json'])).out) as { run: string }[];
  assert.ok(newest);
  const junit = await fixture.muster(['report', newest.run, '--format', 'junit']);
  assert.match(junit.out, /^<\?xml/);
  const nothing = await fixture.muster(['review', 'HEAD..HEAD', '--format', 'sarif'], { cwd: project });
  assert.equal([nothing.code, bySchema(nothing.out)], [0, []]);
  const unknown = await fixture.muster(['report', newest.run, '--format', 'sarf']);
  assert.is(unknown.code, 2);
  assert.match(unknown.err, 'did you mean `sarif`');
  const both = await fixture.muster(['review', '--json', '--format', 'sarif'], { cwd: project });
  assert.is(both.code, 2);
});

ci.run();

// `muster review` from the command line: what it looks at, and what it refuses before anything is started.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CliFixture, openCliFixture } from '../cli-fixture.ts';

const review = suite<{ fixture: CliFixture }>('muster review');
review.before.each((context) => {
  context.fixture = openCliFixture();
});
review.after.each(({ fixture }) => fixture.clear());

const git = (cwd: string, ...args: string[]) =>
  execFileSync('git', ['-C', cwd, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { encoding: 'utf8' });

review('looks at what changed since the default branch, committed or not, and touches nothing', async ({ fixture }) => {
  const project = fixture.project('shop', { 'README.md': '# Shop\n', 'old.md': '[gone](nowhere.md)\n' });
  git(project, 'checkout', '-q', '-b', 'feature');
  fixture.write(join(project, 'docs.md'), '[gone](missing.md)\n');
  git(project, 'add', 'docs.md');
  git(project, 'commit', '-q', '-m', 'second');
  fixture.write(join(project, 'new.md'), '[gone](also-missing.md)\n');
  const before = [git(project, 'status', '--porcelain'), git(project, 'stash', 'list'), git(project, 'rev-parse', 'HEAD')];
  const { code, out, err } = await fixture.muster(['review', '--fail-on', 'info'], { cwd: project });
  assert.is(err, '');
  assert.is(code, 7);
  assert.match(out, new RegExp(`^Reviewing what changed since main, committed or not: 2 files of ${project}\n`));
  const [id = ''] = await fixture.runs();
  assert.equal((await fixture.view(id)).findings.map((it) => it.path).sort(), ['docs.md', 'new.md']);
  assert.equal([git(project, 'status', '--porcelain'), git(project, 'stash', 'list'), git(project, 'rev-parse', 'HEAD')], before);
});

review('says that nothing changed, and what to do then', async ({ fixture }) => {
  const project = fixture.project('shop');
  const { code, out } = await fixture.muster(['review'], { cwd: project });
  assert.equal([code, out], [0, `Nothing changed since main, committed or not in ${project}. To review everything: muster review --all\n`]);
  assert.equal(await fixture.runs(), []);
  const asData = JSON.parse((await fixture.muster(['review', '--json'], { cwd: project })).out) as { files: number };
  assert.is(asData.files, 0);
});

review('says of a submodule that nobody looked into it, and by what it counts', async ({ fixture }) => {
  const project = fixture.project('shop', { 'a.md': 'a\n', '.gitmodules': '[submodule "lib"]\n\tpath = lib\n\turl = ../lib\n' });
  const notReviewed = async (what: string) => {
    const { id } = JSON.parse((await fixture.muster(['review', what, '--agents', 'links', '--json'], { cwd: project })).out);
    return JSON.parse((await fixture.muster(['report', id, '--format', 'json'])).out).notLookedAt as string[];
  };
  const points = (to: string) => {
    git(project, 'update-index', '--add', '--cacheinfo', `160000,${to.repeat(40)},lib`);
    git(project, 'commit', '-q', '-m', 'lib');
  };
  points('1');
  const says = 'Not opened, as only the commit of a submodule is captured: lib.';
  assert.ok((await notReviewed('--all')).includes(says));
  git(project, 'checkout', '-q', '-b', 'feature');
  const nothing = (await fixture.muster(['review'], { cwd: project })).out;
  assert.match(nothing, `committed or not in ${project} (a submodule counts by its commit in the index, without its files).`);
  fixture.write(join(project, 'b.md'), 'b\n');
  git(project, 'add', 'b.md');
  git(project, 'commit', '-q', '-m', 'b');
  assert.not.ok((await notReviewed('main...HEAD')).includes(says), 'the range does not change it');
  points('2');
  assert.ok((await notReviewed('main...HEAD')).includes(says));
});

review('names the option that is wrong, and no place in a file that nobody wrote', async ({ fixture }) => {
  const project = fixture.project('shop');
  const agents = ['--agents', Array(17).fill('links').join(',')];
  for (const args of [
    ['review', '--all', ...agents],
    ['make', 'glossary', ...agents],
  ]) {
    const { code, err } = await fixture.muster(args, { cwd: project });
    assert.equal(
      [code, err],
      [
        4,
        `muster: \`--agents\`: must have at most 16 entries. Give the command again with other options; \`muster help ${args[0]}\` shows them.\n`,
      ],
    );
  }
  assert.equal(await fixture.runs(), []);
});

review('says why there is nothing to compare: no repository, no commit, no default branch', async ({ fixture }) => {
  const folder = join(fixture.folder, 'loose');
  fixture.write(join(folder, 'a.md'), 'a\n');
  const refused = async (says: string, hint = '. Review everything') => {
    const { code, err } = await fixture.muster(['review'], { cwd: folder });
    assert.equal([code, err.includes(says)], [2, true], err);
    assert.ok(err.endsWith(`${hint}: muster review --all\n`), err);
  };
  await refused(`${folder} is not a git repository, so it has no changes to review`);
  git(folder, 'init', '-q', '-b', 'odd');
  await refused(`${folder} has no commits yet`);
  git(folder, 'add', '.');
  git(folder, 'commit', '-q', '-m', 'first');
  await refused(`${folder} has no default branch to compare with`, '. Name a range (muster review v1.0...), or review everything');
});

review('refuses an unknown agent and a scope that matches nothing, before anything is started', async ({ fixture }) => {
  const project = fixture.project('shop', { 'src/shop/cart.ts': 'x\n', 'README.md': '# Shop\n' });
  const notes = join(fixture.folder, 'notes');
  fixture.write(join(notes, 'chapters', 'one.md'), '# One\n');
  for (const [cwd, words, says] of [
    [project, ['--agents', 'nobody'], /unknown agent `nobody`/],
    [project, ['--agents', 'linsk', '--all'], /unknown agent `linsk`; did you mean `links`\?/],
    [project, ['--agents', 'nobody', '--dry-run'], /unknown agent `nobody`/],
    [project, ['--scope', 'scr/**'], /the scope `scr\/\*\*` matches no file of main\.\.\.worktree\. The nearest that exist: src\.\n/],
    [project, ['--scope', 'scr/**', '--all', '--json'], /scope-empty|matches no file/],
    [project, ['--scope', 'cart.ts', '--all', '--dry-run'], /matches no file of worktree\. .*src\/shop\/cart\.ts/],
    [notes, ['--scope', 'chaptres', '--all'], /matches no file of .*notes\. .*chapters/],
  ] as const) {
    const refused = await fixture.muster(['review', ...words], { cwd });
    assert.is.not(refused.code, 0, words.join(' '));
    assert.match(`${refused.err}${refused.out}`, says, words.join(' '));
  }
  const fits = await fixture.muster(['review', '--scope', 'src/**'], { cwd: project });
  assert.equal([fits.code, /Nothing changed/.test(fits.out)], [0, true], fits.err);
  assert.equal(await fixture.runs(), []);
});

review('looks at everything if asked to, even outside a repository', async ({ fixture }) => {
  const folder = join(fixture.folder, 'notes');
  fixture.write(join(folder, 'a', 'README.md'), '[gone](missing.md)\n');
  fixture.write(join(folder, 'b', 'README.md'), '[gone](missing.md)\n');
  const { code } = await fixture.muster(['review', '--all', '--agents', 'links,deps', '--scope', 'a/**'], { cwd: folder });
  assert.is(code, 0);
  const [id = ''] = await fixture.runs();
  const { findings, seats, base } = await fixture.view(id);
  assert.equal([findings.map((it) => it.path), base?.kind], [['a/README.md'], 'copy']);
  assert.equal(
    seats.filter((it) => it.role === 'analyser').map((it) => it.name),
    ['links', 'deps'],
  );
});

const WRONG: readonly (readonly [args: string[], code: number, says: RegExp])[] = [
  [['review', 'nowhere...HEAD'], 2, /unknown revision nowhere .*worktree, HEAD, main/],
  [['review', '--all', 'main'], 2, /--all and a range cannot be combined/],

  [['review', '--fail-on', 'mayor'], 2, /did you mean `major`\?/],
  [['review', 'a....b'], 2, /a\.\.\.\.b is not a range/],
];
for (const [args, code, says] of WRONG) {
  review(`refuses ${args.slice(1).join(' ')}`, async ({ fixture }) => {
    const ran = await fixture.muster(args, { cwd: fixture.project('shop') });
    assert.match(ran.err, says);
    assert.equal([ran.code, ran.out, ran.err.split('\n').length], [code, '', 2]);
  });
}

review('a review in which nobody looked is none from which the next one could go on', async ({ fixture }) => {
  const project = fixture.project('shop', { 'cart.js': 'export const total = (items) => items.length;\n' });
  git(project, 'checkout', '-q', '-b', 'feature');
  fixture.write(join(project, 'cart.js'), 'export const total = () => 0;\n');
  git(project, 'commit', '-q', '-a', '-m', 'everything is free');
  fixture.agent('seat', 'claims.mjs', '[]');
  const unseen = async () => {
    const { code, out } = await fixture.muster(['review', '--agents', 'seat'], { cwd: project });
    assert.is(code, 6, out);
    assert.not.match(out, /[Nn]othing changed since/);
  };
  await unseen();
  fixture.agent('seat', 'points.mjs', '[{"path":"cart.js"}]');
  await unseen();
  await unseen();
  fixture.agent('seat', 'claims.mjs', '[{"path":"cart.js"}]');
  assert.is((await fixture.muster(['review', '--agents', 'seat'], { cwd: project })).code, 0);
  assert.match((await fixture.muster(['review', '--agents', 'seat'], { cwd: project })).out, 'Nothing changed since');
});

review.run();

// `muster review --until-clean`: confirmed findings are fixed in a clone, which is reviewed again, until there is a reason to end. The
// user's checkout stays unchanged, and the patch turns it into what the clone has.

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Execution, openExecution } from './execution-fixture.ts';

const loop = suite<{ it: Execution; project: string }>('a review until it is clean');

const marks = (...named: string[]) => named.map((it, at) => `export function f${at}() {\n  return ${at}; // BUG ${it}\n}\n`).join('\n');

loop.before.each((context) => {
  const it = openExecution();
  context.it = it;
  it.fixture.agent('one', 'finds-marks.mjs');
  it.fixture.agent('two', 'agrees.mjs', 'quoting');
  context.project = it.project('shop', { 'a.js': marks('a sign', 'a sum'), 'b.js': 'export const b = 1;\n' });
});
loop.after.each(({ it }) => it.clear());

const goRound = (it: Execution, project: string, ...more: string[]) =>
  it.fixture.muster(['review', '--all', '--agents', 'one,two', '--until-clean', '--fix', 'worker', ...more], { cwd: project });

const status = (project: string) => execFileSync('git', ['-C', project, 'status', '--porcelain'], { encoding: 'utf8' });

loop(
  'fixes what was confirmed, finds what the fix broke, fixes that, shows every command, and ends because nothing is left',
  async ({ it, project }) => {
    it.config('grace: { flush: 300ms, exit: 1s, invalid: 500ms, kill: 1s }\nworkplace: { setup: [[node, --version]] }\n');
    it.write(join(project, 'package.json'), '{ "name": "shop", "type": "module", "scripts": { "test": "node --test" } }\n');
    // Not committed, and part of what is reviewed all the same.
    writeFileSync(join(project, 'b.js'), marks('an uncommitted one'));
    const before = status(project);
    it.executor(`
    // One of the fixes brings something new. Each stage changes its own file.
    const file = prompt.inputs.stage.replace('-js', '.js');
    const text = fs.readFileSync(file, 'utf8');
    const next = text.includes('BUG a new one') ? '' : ' // BUG a new one';
    fs.writeFileSync(file, text.replace(/ \\/\\/ BUG a sum/, '§').replace(/ \\/\\/ BUG .*/g, '').replace('§', next));
    return { title: 'Fix it' };`);
    const { code, out, err } = await goRound(it, project);
    assert.is(code, 0, out + err);
    assert.match(out, /Ended after 3 reviews and 2 fixes: nothing of severity minor or higher was found\./);
    assert.is(status(project), before, 'the checkout is as it was');
    const first = out.slice(0, out.indexOf('Round 1: review'));
    assert.match(
      first,
      /A plan is approved in your name where it runs nothing but these[\s\S]*setup: \["node","--version"\][\s\S]*test: \["npm"/,
    );
    const [, run = ''] = /The plan of (r-\w+) is approved/.exec(out) ?? [];
    assert.match(out, /and no others:\n {2}setup: \["node","--version"\] \(every place, before anything else\)/);
    const { runs = [] } = (await it.view(run)).gates[0]?.gate ?? {};
    assert.ok(runs.some(({ argv }) => argv.join(' ') === 'node --version'));
    for (const { argv } of runs) assert.ok(out.includes(JSON.stringify(argv)), JSON.stringify(argv));
    const patch = /To apply them: git apply '?([^'\n]+)'?/.exec(out)?.[1] ?? '';
    execFileSync('git', ['-C', project, 'apply', patch]);
    assert.not.match(readFileSync(join(project, 'a.js'), 'utf8') + readFileSync(join(project, 'b.js'), 'utf8'), 'BUG');

    // Its clone stays for as long as one of its runs does.
    const { loops } = it.fixture.home;
    const [id = ''] = readdirSync(loops);
    utimesSync(join(loops, id), 0, 0);
    const pruned = async (...more: string[]) => JSON.parse((await it.fixture.muster(['prune', '--json', ...more])).out).loops.count;
    assert.equal([await pruned(), readdirSync(loops)], [0, [id]]);
    // The plans stay until the runs that carried them out are gone.
    assert.equal([await pruned('--keep', '0'), readdirSync(loops)], [0, [id]]);
    assert.equal([await pruned('--keep', '0', '--dry-run'), readdirSync(loops)], [1, [id]]);
    assert.equal([await pruned('--keep', '0'), readdirSync(loops)], [1, []]);
  },
);

loop('takes no file that is only deleted for a fix: a finding is gone with its file, too', async ({ it, project }) => {
  it.executor(`fs.rmSync('a.js'); return { title: 'Fix it' };`);
  const { code, out, err } = await goRound(it, project);
  assert.is(code, 5, out + err);
  assert.match(out, /Ended after 1 review and 0 fixes: r-\w+ asks a person: Accept a stage that is not proved\?/);
});

loop('names the files that the fixes delete', async ({ it, project }) => {
  it.config('grace: { flush: 300ms, exit: 1s, invalid: 500ms, kill: 1s }\nchecks: { scope: guide }\n');
  it.executor(`
    write('a.js', fs.readFileSync('a.js', 'utf8').replace(/ \\/\\/ BUG .*/g, ''));
    fs.rmSync('b.js');
    return { title: 'Fix it', amend: [{ path: 'b.js', reason: 'nothing uses it any more' }] };`);
  const { code, out, err } = await goRound(it, project);
  assert.is(code, 0, out + err);
  assert.match(out, /The fixes change 2 files \(they delete b\.js\) and are not in your project\./);
});

loop('calls nothing clean if a worker that was asked to review has not looked', async ({ it, project }) => {
  it.executor('return {};');
  it.fixture.agent('one', 'claims.mjs', '[]');
  const { code, out, err } = await goRound(it, project, '--json');
  assert.is(code, 6, out + err);
  const told = JSON.parse(out);
  assert.is(told.ended, 'unjudged');
  assert.match(
    told.says,
    /^nothing of severity minor or higher was found, but not every worker judged it: 1 of 2 workers found nothing and opened/,
  );
});

loop('calls nothing clean if nothing but the word of a worker shows that it looked', async ({ it, project }) => {
  it.executor('return {};');
  for (const name of ['one', 'two']) it.fixture.agent(name, 'claims.mjs', '[{"path":"a.js"}]');
  const { code, out, err } = await goRound(it, project, '--json');
  assert.is(code, 6, out + err);
  assert.match(JSON.parse(out).says, 'but not every worker judged it: that one and two looked is claimed, not witnessed');
});

loop('ends for a person when the same finding was fixed and came back twice', async ({ it, project }) => {
  it.executor(`fs.appendFileSync('a.js', '// better\\n'); return { title: 'Make it better' };`);
  const { code, out, err } = await goRound(it, project, '--json');
  assert.is(code, 5, out + err);
  const told = JSON.parse(out);
  assert.equal([told.ended, told.runs.length], ['came-back', 5]);
  assert.match(told.says, /came back twice: a person has to look/);
});

loop('ends at its cap, when no fix was proved, and refuses what makes no sense', async ({ it, project }) => {
  it.executor(`fs.appendFileSync('a.js', '// better\\n'); return { title: 'Make it better' };`);
  const capped = await goRound(it, project, '--max-rounds', '1', '--json');
  assert.equal([capped.code, JSON.parse(capped.out).ended], [7, 'rounds']);
  it.executor('return {};');
  const unproved = await goRound(it, project, '--json');
  assert.is(unproved.code, 5, unproved.out + unproved.err);
  assert.match(JSON.parse(unproved.out).says, /asks a person/);
  assert.is(JSON.parse(unproved.out).patch, null);
  for (const wrong of [['--until-clean'], ['--fix', 'worker'], ['--until-clean', '--fix', 'worker', '--max-rounds', '0']])
    assert.is((await it.fixture.muster(['review', '--all', ...wrong], { cwd: project })).code, 2);
});

loop.run();

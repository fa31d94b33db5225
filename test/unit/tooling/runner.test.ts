// The runner under test: each fixture is a file that must not pass, most of them with an exit code of 0
// from uvu itself, and the runner has to say so, with the reason.

import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { endsWithTotals, faultsIn, totalsIn } from '../../runner/totals.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const fixtures = 'test/runner/fixtures';

type Ran = { code: number; out: string; err: string };

function run(...args: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: root, env: { ...process.env, CI: '' } }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err }),
    );
  });
}

/** What the runner must say about each, and whether uvu alone would have let it pass. */
const SITUATIONS: Record<string, { says: RegExp; uvuPasses: boolean }> = {
  'fails': { says: /1 of 2 passed/, uvuPasses: false },
  'before-throws': { says: /0 of 1 passed.*the ground is not there/s, uvuPasses: true },
  'after-each-throws': { says: /0 of 1 passed.*the broom is broken/s, uvuPasses: true },
  'throws-text': { says: /0 of 1 passed.*threw a string, not an Error: only words/s, uvuPasses: true },
  'run-forgotten': { says: /printed no totals.*"idle" has 1 test\(s\) and was never run/s, uvuPasses: true },
  'one-run-forgotten': { says: /"forgotten" has 1 test\(s\) and was never run/, uvuPasses: true },
  'no-tests': { says: /ran no test/, uvuPasses: true },
  'exits-while-loading': { says: /printed no totals/, uvuPasses: true },
  'hangs': { says: /still running after 10 s.*Hangs in patient: waits for ever; open: [^\n]*Timeout/s, uvuPasses: false },
  'hangs-busy': { says: /still running after 10 s/, uvuPasses: false },
  'stays-open': { says: /finished its tests but not itself.*Hangs in no test; open: [^\n]*Timeout/s, uvuPasses: false },
  'leaves-process': { says: /left process \d+ behind: sleep 60/, uvuPasses: true },
  'leaves-scrubbed-process': { says: /left process \d+ behind: sleep 60/, uvuPasses: true },
  'leaves-file': { says: /left files behind in its temporary folder: left-/, uvuPasses: true },
  'uses-only': { says: /uses \.only in line 7/, uvuPasses: true },
  'uses-skip': { says: /uses \.skip in line 8/, uvuPasses: true },
};

const it = suite('runner');
let all: Ran;
let hanging: Ran;
/** Only these need a short deadline; nothing else is to fail because the machine is slow. */
const HANGS = ['hangs', 'hangs-busy'];

/** The part of the output that is about one fixture: its line and what is indented below it. */
function about(name: string): string {
  const lines = (HANGS.includes(name) ? hanging : all).out.split('\n');
  const first = lines.findIndex((line) => line.includes(`${fixtures}/${name}.ts`));
  const after = lines.findIndex((line, at) => at > first && line !== '' && !line.startsWith('    '));
  return lines.slice(first, after === -1 ? undefined : after).join('\n');
}

it.before(async () => {
  const others = Object.keys(SITUATIONS).filter((name) => !HANGS.includes(name));
  [all, hanging] = await Promise.all([
    run('test/runner/run.ts', '--ci', '--in', fixtures, 'passes', ...others),
    run('test/runner/run.ts', '--ci', '--in', fixtures, '--deadline', '10', ...HANGS),
  ]);
});

it('has an expectation for every fixture', () => {
  const names = readdirSync(join(root, fixtures)).map((file) => basename(file, '.ts'));
  assert.equal(names.filter((name) => name !== 'passes').sort(), Object.keys(SITUATIONS).sort());
});

for (const [name, { says }] of Object.entries(SITUATIONS)) {
  it(`fails ${name}, and says why`, () => {
    assert.match(about(name), /^FAIL /);
    assert.match(about(name), says);
  });
}

it('passes files that pass', () => {
  assert.match(about('passes'), /^ok {3}test\/runner\/fixtures\/passes\.ts {2}2 passed {2}\d+ ms$/);
});

it('ends with the totals on a line of their own, and with exit code 1', () => {
  assert.match(all.out, /\n\d+ passed, 1[4-7] failed\n$/);
  assert.match(hanging.out, /\n0 passed, 2 failed\n$/);
  assert.equal([all.code, hanging.code], [1, 1]);
});

it('is needed: uvu alone lets these pass', async () => {
  const wrong = Object.entries(SITUATIONS).filter(([, { uvuPasses }]) => uvuPasses);
  // What they leave behind is left to the runner that runs this file, so those that leave something stay out.
  for (const [name] of wrong.filter(([name]) => !name.startsWith('leaves-'))) {
    const alone = await run(join(fixtures, `${name}.ts`));
    assert.is(alone.code, 0, name);
  }
});

it('fails when no file matches', async () => {
  const { code, out } = await run('test/runner/run.ts', '--in', fixtures, 'no-such-file');
  assert.is(code, 1);
  assert.match(out, /No test file matches no-such-file\.\n\n0 passed, 0 failed\n$/);
});

it('runs only what matches, and exits with 0 when all of it passed', async () => {
  const { code, out } = await run('test/runner/run.ts', '--in', fixtures, 'passes');
  assert.is(code, 0);
  assert.match(out, /\n2 passed, 0 failed\n$/);
});

it('allows .only in local use, and says what was not run', async () => {
  const { code, out } = await run('test/runner/run.ts', '--in', fixtures, 'uses-only');
  assert.is(code, 0);
  assert.match(out, /1 passed, 1 not run/);
});

it('refuses options that it does not know', async () => {
  const { code, err } = await run('test/runner/run.ts', '--fast');
  assert.is(code, 2);
  assert.match(err, /--fast.*npm test --/s);
});

it.run();

const totals = suite('totals');
const block = (total: number, passed: number, skipped: number) =>
  `\n  Total:     ${total}\n  Passed:    ${passed}\n  Skipped:   ${skipped}\n  Duration:  1.00ms\n\n`;

totals('adds up every block', () => {
  assert.equal(totalsIn(`a • • (2 / 2)\n${block(2, 2, 0)}b ✘ ${block(3, 1, 1)}`), { total: 5, passed: 3, skipped: 1 });
});

totals('reads through colours', () => {
  assert.equal(totalsIn('\n  Total:     4\u001b[32m\n  Passed:    4\u001b[39m\n  Skipped:   0\n  Duration:  1.00ms\n'), {
    total: 4,
    passed: 4,
    skipped: 0,
  });
});

totals('has none where there are none', () => {
  assert.is(totalsIn('Total: 3'), undefined);
});

totals('does not let a skipped test make up for a failed one', () => {
  assert.equal(faultsIn({ total: 3, passed: 2, skipped: 1 }, false), ['2 of 3 passed']);
});

totals('counts a skip as a fault only where it is strict', () => {
  assert.equal(faultsIn({ total: 3, passed: 3, skipped: 1 }, false), []);
  assert.equal(faultsIn({ total: 3, passed: 3, skipped: 1 }, true), ['1 skipped']);
});

totals('distinguishes the end from the middle', () => {
  assert.ok(endsWithTotals(block(1, 1, 0)));
  assert.not.ok(endsWithTotals(`${block(1, 1, 0)}and more`));
});

totals.run();

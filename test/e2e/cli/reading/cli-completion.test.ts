// Tab in a real bash, zsh and fish, with a run and a gate to be completed.

import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openPty } from '../../../../runtime/sessions/host/session/pty.ts';
import { until } from '../../daemon-fixture.ts';
import { LAUNCHER } from '../../program.ts';
import { type CliFixture, openCliFixture } from '../cli-fixture.ts';

const completion = suite<{ fixture: CliFixture; run: string; env: Record<string, string> }>('completion in real shells');

let fixture: CliFixture;
let run: string;
let gate: string;
let env: Record<string, string>;

completion.before(async () => {
  fixture = openCliFixture();
  const project = fixture.project('shop');
  fixture.agent('one', 'reviews.mjs');
  fixture.agent('two', 'agrees.mjs');
  const { code, err } = await fixture.muster(['run', '-'], { input: fixture.task(project, ['one', 'two']) });
  assert.is(code, 0, err);
  [run = ''] = await fixture.runs();
  fixture.agent('asks', 'blocked.mjs');
  await fixture.muster(['submit', '-'], { input: fixture.task(project, ['asks', 'two']) });
  await until('a gate', async () => /\.g1\b/.test((await fixture.muster(['approvals'])).out));
  gate = (await fixture.muster(['complete', '--', 'approve', ''])).out.split('\t')[0] ?? '';
  assert.match(gate, /^r-\w+\.g1$/);
  await fixture.muster(['down']);
  const bin = join(fixture.folder, 'bin');
  mkdirSync(bin);
  symlinkSync(LAUNCHER, join(bin, 'muster'));
  env = { ...shellEnvironment(), PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` };
});
completion.after(() => fixture.clear());

const shellEnvironment = (): Record<string, string> => ({
  HOME: fixture.folder,
  MUSTER_HOME: fixture.root,
  TERM: 'xterm-256color',
  LANG: 'C.UTF-8',
  PS1: 'ready> ',
});

/** Without colours, and without the bell by which a shell says that several are possible. */
const shown = (printed: string): string => stripVTControlCharacters(printed).replaceAll('\u0007', '');

/** Types a line into an interactive shell and presses Tab until the text is on the screen. */
async function sees(program: string, args: readonly string[], load: string, line: string, text: string): Promise<void> {
  let seen = '';
  const over = Promise.withResolvers<void>();
  const pty = openPty(
    { program, args: [...args], env, cwd: fixture.folder, cols: 120, rows: 40 },
    {
      onOutput: (bytes) => {
        seen += bytes.toString('utf8');
      },
      onExit: () => pty.release(),
      onOver: () => over.resolve(),
    },
  );
  const type = (keys: string) => pty.write(Buffer.from(keys));
  try {
    await until('a prompt', () => seen.includes('ready> '));
    type(`${load}; printf 'load%s\\n' ed\r`);
    await until('the script to be loaded', () => seen.includes('loaded\r\n'));
    const from = seen.length;
    type(`${line}\t`);
    await until(`\`${text}\` after \`${line}\``, () => shown(seen.slice(from)).includes(text)).catch((error: unknown) => {
      throw new Error(`${String(error)}\nIt showed:\n${JSON.stringify(seen)}`);
    });
  } finally {
    // Ctrl-U takes the line away.
    type('\u0015exit\r');
    await over.promise;
    pty.close();
  }
}

const BASH = ['bash', ['--norc', '--noprofile', '-i'], 'eval "$(muster completion bash)"'] as const;
const ZSH = ['zsh', ['-f', '-i'], 'autoload -Uz compinit && compinit -u; eval "$(muster completion zsh)"'] as const;

for (const [shell, args, load] of [BASH, ZSH]) {
  const typing = (line: string, text: string) => sees(shell, args, load, line, text);
  completion(`${shell} completes an unambiguous command`, () => typing('muster approva', 'muster approvals'));
  completion(`${shell} completes an option and its value`, async () => {
    await typing('muster findings --sev', '--severity');
    await typing('muster findings --severity maj', '--severity major');
    await typing('muster findings --severity=maj', '--severity=major');
  });
  completion(`${shell} completes the id of a run, an open gate, a seat and a phase`, async () => {
    await typing(`muster report ${run.slice(0, -1)}`, run);
    await typing('muster approve r-', gate);
    await typing('muster review --fix on', '--fix one');
    await typing(`muster fork ${run} --at ana`, '--at analysis');
  });
  completion(`${shell} completes folders by its own means`, () => typing('muster trust sho', 'muster trust shop/'));
}

completion('fish lists the same with descriptions', () => {
  const asked = (line: string): string => {
    const script = `muster completion fish | source; complete -C ${JSON.stringify(line)}`;
    const { stdout, stderr, status } = spawnSync('fish', ['--no-config', '-c', script], { env, cwd: fixture.folder, encoding: 'utf8' });
    assert.is(status, 0, stderr);
    return stdout;
  };
  assert.match(asked('muster approva'), /^approvals\tapprovals that runs wait for\n$/);
  assert.match(asked('muster findings --sev'), /^--severity\t/);
  assert.match(asked('muster findings --severity=maj'), /--severity=major/);
  assert.ok(asked(`muster report ${run.slice(0, -1)}`).startsWith(`${run}\tcompleted: Look at it.`));
  assert.match(asked('muster approve r-'), new RegExp(`^${gate}\\t.*tariffs`));
  assert.match(asked(`muster fork ${run} --at ana`), /^analysis$/m);
  assert.match(asked(`muster policy ${run} parse re`), /^retry$/m);
  assert.match(asked('muster trust sho'), /^shop\//);
});

completion('a short name means the newest run of the project', async () => {
  const cwd = join(fixture.folder, 'shop');
  const [, first = ''] = /^(d1)\t/m.exec((await fixture.muster(['complete', '--', 'logs', 'd'], { cwd })).out) ?? [];
  assert.is(first, 'd1');
  assert.match((await fixture.muster(['complete', '--', 'logs', ''], { cwd })).out, /^r-\w+\.d1\t/m);
  assert.is((await fixture.muster(['complete', '--', 'logs', 'd'], { cwd: fixture.folder })).out, '');
});

completion('in a broken home nothing is offered, and no error is shown', async () => {
  const broken = { MUSTER_HOME: join(LAUNCHER, 'no-home') };
  const { out, err, code } = await fixture.muster(['complete', '--', 'report', ''], { env: broken });
  assert.equal([out, err, code], ['', '', 0]);
});

completion.run();

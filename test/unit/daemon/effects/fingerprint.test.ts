// What makes a seat's program another one, so that no earlier answer of it is reused: by whatever words its argv names it.

import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { command } from '../../../../agents/providers/command.ts';
import type { Seat } from '../../../../contracts/task/agent.ts';
import type { EffectContext } from '../../../../daemon/effects/effect-context.ts';
import { fingerprintOf } from '../../../../daemon/effects/reuse/fingerprint.ts';
import { realFiles } from '../../../../daemon/effects/world/files.ts';

const same = suite<{ box: string }>('the program of a seat');
same.before.each((context) => {
  context.box = realpathSync(mkdtempSync(join(tmpdir(), 'fingerprint-')));
});
same.after.each(({ box }) => rmSync(box, { recursive: true }));

async function changes(box: string, argv: readonly string[], file: string, after = 'two'): Promise<boolean> {
  const write = (text: string): void => {
    mkdirSync(dirname(join(box, file)), { recursive: true });
    writeFileSync(join(box, file), text);
    chmodSync(join(box, file), 0o755);
  };
  const context = { env: { PATH: `/usr/bin:${join(box, 'bin')}` }, files: realFiles } as unknown as EffectContext;
  const seat = { provider: 'command', model: 'inherit', env: [], argv: argv.map((it) => it.replaceAll('BOX', box)) } as unknown as Seat;
  write('one');
  const before = await fingerprintOf(seat, command, context);
  write(after);
  return (await fingerprintOf(seat, command, context)).program !== before.program;
}

const NAMED: [argv: string[], file: string][] = [
  [['BOX/review.sh', '{prompt}'], 'review.sh'],
  [['review', '{prompt}'], 'bin/review'],
  [['env', 'A=1', 'timeout', '60', 'review'], 'bin/review'],
  [['sh', '-c', 'exec review < "$MUSTER_PROMPT"'], 'bin/review'],
  [['sh', '-c', 'cat x|BOX/review.py --all'], 'review.py'],
  [['review', '--config=BOX/rules.yaml'], 'rules.yaml'],
  [['env', 'REVIEW_CONFIG=BOX/rules.yaml', 'review'], 'rules.yaml'],
];
for (const [argv, file] of NAMED) same(argv.join(' '), async ({ box }) => assert.ok(await changes(box, argv, file)));

same('a program that npm has put into a package: another version of it', async ({ box }) => {
  mkdirSync(join(box, 'bin'));
  mkdirSync(join(box, 'lib/review/bin'), { recursive: true });
  writeFileSync(join(box, 'lib/review/bin/review.js'), '');
  chmodSync(join(box, 'lib/review/bin/review.js'), 0o755);
  symlinkSync('../lib/review/bin/review.js', join(box, 'bin/review'));
  assert.ok(await changes(box, ['review'], 'lib/review/package.json'));
});

same('a program that is too large to read', async ({ box }) => {
  mkdirSync(join(box, 'bin'));
  writeFileSync(join(box, 'bin/review'), '');
  assert.ok(await changes(box, ['review'], 'bin/review', 'x'.repeat(5 * 1024 * 1024)));
  const large = 'x'.repeat(5 * 1024 * 1024);
  writeFileSync(join(box, 'bin/review'), large);
  assert.ok(await changes(box, ['review'], 'bin/review', `${large}y`));
});

same('what no argv names is no part of it', async ({ box }) => {
  assert.not.ok(await changes(box, ['review', '{prompt}'], 'elsewhere/review'));
  assert.not.ok(await changes(box, ['review', '{prompt}'], 'bin/other'));
  assert.not.ok(await changes(box, ['review', '{prompt}'], 'bin/prompt'), 'a placeholder is no program');
});

same.run();

// A definition with a mistake: it takes its own agent out, and no other.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { brokenAs, loadRoster } from '../../../agents/roster.ts';
import { agentsNamed } from '../../../agents/seating.ts';

const roster = suite<{ home: string }>('a roster with a broken definition');
roster.before.each((context) => {
  context.home = mkdtempSync(join(tmpdir(), 'roster-'));
});
roster.after.each(({ home }) => rmSync(home, { recursive: true, force: true }));

const definition = (name: string, more: string): string =>
  `---\nname: ${name}\ndescription: looks\nprovider: command\nargv: [look]\n${more}\n---\nLook.\n`;

roster('seats the others, and says of each mistake where it is', async ({ home }) => {
  writeFileSync(join(home, 'good.md'), definition('good', 'roles: [analyser]'));
  writeFileSync(join(home, 'one.md'), definition('first', 'roles: [analyzer]'));
  writeFileSync(join(home, 'two.md'), definition('second', 'rols: [analyser]'));
  const all = await loadRoster({ home });
  assert.equal(agentsNamed(['good', 'builtin'], all).map(({ definition: it }) => it.name)[0], 'good');
  for (const [name, says] of [
    ['first', /one\.md: line 6.*did you mean `analyser`/],
    ['one', /one\.md/],
    ['second@big', /two\.md: .*did you mean `roles`/],
  ] as const)
    assert.throws(() => agentsNamed([name], all), says);
  assert.is(all.broken?.length, 2);
  assert.is(brokenAs('good', all), undefined);
  assert.is(brokenAs('builtin', all), undefined);
});

roster('has no agent that the broken one may replace, not even among all built-in ones', async ({ home }) => {
  writeFileSync(join(home, 'mine.md'), definition('claude', 'replaces: claude\nroles: [analyser]\n  limits: 3'));
  const some = await loadRoster({ home });
  assert.not.ok(some.has('claude'));
  assert.throws(() => agentsNamed(['claude'], some), /mine\.md/);
  assert.ok(agentsNamed(['builtin'], some).length > 1);
  writeFileSync(join(home, 'deps.md'), 'no front matter');
  const none = await loadRoster({ home });
  for (const name of ['deps', 'builtin']) assert.throws(() => agentsNamed([name], none), /deps\.md: line 1: there is no front matter/);
});

roster('takes a name that is there already out, and nothing else', async ({ home }) => {
  writeFileSync(join(home, 'good.md'), definition('good', 'roles: [analyser]'));
  writeFileSync(join(home, 'mine.md'), definition('claude', 'roles: [analyser]'));
  writeFileSync(join(home, 'copied.md'), definition('mine', 'roles: [analyser]'));
  const some = await loadRoster({ home });
  assert.equal(
    agentsNamed(['good', 'mine'], some).map(({ definition: it }) => it.name),
    ['good', 'mine'],
  );
  assert.ok(agentsNamed(['builtin'], some).length > 1);
  assert.throws(() => agentsNamed(['claude'], some), /mine\.md: the agent `claude` already exists .*roster\/claude\.md/);
  assert.match(some.broken?.[0]?.error.hint ?? '', 'Choose another name, or add `replaces: claude`.');

  // Neither of two that have the same name: nobody knows which one is meant.
  writeFileSync(join(home, 'good-copy.md'), definition('good', 'roles: [analyser]'));
  writeFileSync(join(home, 'deps.md'), definition('deps', 'roles: [analyser]'));
  const none = await loadRoster({ home });
  assert.throws(() => agentsNamed(['good'], none), /good\.md: the agent `good` already exists/);
  for (const name of ['deps', 'builtin']) assert.throws(() => agentsNamed([name], none), /deps\.md: the agent `deps` already exists/);
});

roster.run();

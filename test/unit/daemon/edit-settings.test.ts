// One setting is changed, and everything a person wrote around it stays.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Config, ProjectConfig } from '../../../contracts/config.ts';
import { MusterError } from '../../../contracts/errors.ts';
import { settingNamed, withSetting } from '../../../daemon/intake/edit-settings.ts';

const edit = suite('a setting changed');

const WRITTEN = `# ours, since June
agents: [builtin, claude]   # who takes part

# not below five minutes
silence: { quiet: 10m }
workers:
  total: 8 # this machine is small
`;
const set = (key: string, value: unknown, text = WRITTEN) => withSetting(text, '/c.yaml', key, value, Config);

edit('keeps comments, order and everything else', () => {
  assert.is(set('workers.total', 4), WRITTEN.replace('total: 8', 'total: 4'));
  assert.is(set('silence.quiet', '20m'), WRITTEN.replace('10m', '20m'));
  assert.is(set('idleExit', '1h'), `${WRITTEN}idleExit: 1h\n`);
  assert.is(
    set('silence.startup', '9s'),
    WRITTEN.replace('{ quiet: 10m }', '{ quiet: 10m, startup: 9s }')
      .replace('claude]   #', 'claude] #')
      .replace('[builtin, claude]', '[ builtin, claude ]'),
  );
  const changed = set('agents', ['builtin']);
  for (const comment of ['# ours, since June', '# who takes part', '# not below five minutes', '# this machine is small'])
    assert.ok(changed.includes(comment), comment);
  assert.match(changed, /^agents: \[builtin\] {3}# who takes part$/m);
});

edit('works in an empty file, and in one with only comments', () => {
  assert.is(set('silence.quiet', '5m', ''), 'silence:\n  quiet: 5m\n');
  assert.is(set('agents', ['builtin', 'codex'], '# agents: [builtin]\n'), '# agents: [builtin]\nagents: [builtin, codex]\n');
});

edit('removed leaves no empty brackets behind', () => {
  assert.not.match(set('silence.quiet', undefined), /silence/);
  assert.is(
    set('workers.perProvider.claude', undefined, 'workers: { perProvider: { claude: 2 } }\nmaxConcurrentRuns: 2\n'),
    'maxConcurrentRuns: 2\n',
  );
});

const REFUSED: readonly [what: string, work: () => unknown, code: string, says: RegExp][] = [
  ['what does not fit', () => set('workers.total', 0), 'usage', /^nothing was changed: `workers\.total`: /],
  ['a text for a number', () => set('maxConcurrentRuns', 'many'), 'usage', /^nothing was changed: `maxConcurrentRuns`: /],
  ['a group for a value', () => set('silence', 'long'), 'usage', /^nothing was changed: `silence`: /],
  [
    'a file that is wrong already',
    () => set('agents', ['builtin'], 'agnts: [x]\n'),
    'config-invalid',
    /^\/c\.yaml: line 1, column 1: unknown key `agnts`/,
  ],
  [
    'what is for the whole house, in a project',
    () => withSetting('', '/p.yaml', 'maxConcurrentRuns', 2, ProjectConfig),
    'usage',
    /applies to all projects: set it in the config\.yaml of the home/,
  ],
];
for (const [what, work, code, says] of REFUSED) {
  edit(`${what} is refused`, () => {
    assert.throws(work, (error: unknown) => {
      assert.instance(error, MusterError);
      assert.match((error as MusterError).message, says);
      return (error as MusterError).code === code;
    });
  });
}

edit('is addressed by an existing key, or by the group of several', () => {
  const known = ['agents', 'silence.quiet', 'silence.startup', 'workers.total', 'workers.perProvider'];
  assert.is(settingNamed('silence.quiet', known), 'silence.quiet');
  assert.is(settingNamed('silence', known), 'silence');
  assert.is(settingNamed('workers.perProvider.claude', known), 'workers.perProvider.claude');
  for (const [wrong, right] of [
    ['silence.quite', 'silence.quiet'],
    ['agent', 'agents'],
    ['startup', 'silence.startup'],
  ] as const)
    assert.throws(() => settingNamed(wrong, known), new RegExp(`unknown setting \`${wrong}\`; did you mean \`${right}\``));
  assert.throws(() => settingNamed('agents.first', known), /unknown setting/);
  assert.throws(() => settingNamed('nothing', known), /unknown setting/);
});

edit.run();

// Which settings apply: defaults, the home's, and over them those of a trusted project; and the digest of everything that a project
// brings.

import fs, { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Config } from '../../../contracts/config.ts';
import type { MusterError } from '../../../contracts/errors.ts';
import { loadSettings } from '../../../daemon/intake/settings.ts';
import { broughtBy, trustOf } from '../../../daemon/intake/trust.ts';

type Context = { folder: string; write(path: string, text: string): string };
const settings = suite<Context>('settings');
const trust = suite<Context>('what a project brings');
for (const test of [settings, trust]) {
  test.before.each((context) => {
    context.folder = mkdtempSync(join(tmpdir(), 'muster-'));
    context.write = (path, text) => {
      const whole = join(context.folder, path);
      mkdirSync(dirname(whole), { recursive: true });
      writeFileSync(whole, text);
      return whole;
    };
  });
  test.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }));
}

settings('have defaults', async ({ folder }) => {
  const { config, all } = await loadSettings({ home: join(folder, 'none.yaml'), project: join(folder, 'neither.yaml') });
  assert.equal(config, Config.parse({}));
  assert.ok(all.every((it) => it.from === 'default'));
  assert.equal(
    all.find((it) => it.key === 'silence.quiet'),
    { key: 'silence.quiet', value: '10m', from: 'default' },
  );
});

settings('of a project override those of the home, key by key, and each says where it comes from', async ({ write }) => {
  const home = write('home.yaml', 'agents: [claude]\nsilence: { quiet: 5m, startup: 10s }\nworkers: { perProvider: { claude: 2 } }\n');
  const project = write('project.yaml', '# ours\nagents: [builtin, codex]\nsilence: { quiet: 7m }\n');
  const { config, all } = await loadSettings({ home, project });
  assert.equal(config.agents, ['builtin', 'codex']);
  assert.equal(config.silence, { beatEvery: '60s', quiet: '7m', quietButBusy: '30m', startup: '10s' });
  const from = (key: string) => all.find((it) => it.key === key)?.from;
  assert.equal(
    ['agents', 'silence.quiet', 'silence.startup', 'silence.beatEvery', 'workers.perProvider.claude', 'workers.total'].map(from),
    ['project', 'project', 'home', 'default', 'home', 'default'],
  );
  assert.equal((await loadSettings({ home })).config.agents, ['claude'], 'without trust the project is not read');
});

settings('that belong to the home are refused in a project, with their place', async ({ write, folder }) => {
  const home = join(folder, 'none.yaml');
  for (const [text, says] of [
    [
      'agents: [builtin]\nmaxConcurrentRuns: 9\n',
      /project\.yaml: line 2, column 1: `maxConcurrentRuns` applies to all projects: set it in the config\.yaml of the home/,
    ],
    ['silence: { quite: 5m }\n', /line 1, column 12: unknown key `silence\.quite`; did you mean `quiet`\?/],
    ['agnts: [builtin]\n', /unknown key `agnts`; did you mean `agents`\?/],
  ] as const) {
    const error = await loadSettings({ home, project: write('project.yaml', text) }).then(
      () => assert.unreachable(text) as never,
      (it: MusterError) => it,
    );
    assert.is(error.code, 'config-invalid');
    assert.match(error.message, says);
  }
});

trust('is agents, task types and settings, in one digest that any change changes', async ({ folder, write }) => {
  const digests = new Set<string>();
  const seen = async () => {
    const brought = await broughtBy(folder);
    assert.ok(brought && !digests.has(brought.digest), 'another digest each time');
    digests.add(brought.digest);
    return brought.files;
  };
  write('.muster/agents/ours.md', 'x');
  assert.equal(await seen(), ['.muster/agents/ours.md']);
  write('.muster/templates/audit.yaml', 'x');
  assert.equal(await seen(), ['.muster/agents/ours.md', '.muster/templates/audit.yaml']);
  write('.muster/config.yaml', 'agents: [ours]\n');
  assert.equal(await seen(), ['.muster/agents/ours.md', '.muster/templates/audit.yaml', '.muster/config.yaml']);
  write('.muster/config.yaml', 'agents: [builtin]\n');
  await seen();
  write('.muster/templates/audit.yaml', 'y');
  await seen();
});

trust('is looked for without holding the daemon, because the file system of a project may not answer', async ({ folder }) => {
  const { existsSync, lstatSync } = fs;
  const looked: string[] = [];
  const synchronous = (path: unknown): false => {
    looked.push(String(path));
    return false;
  };
  Object.assign(fs, { existsSync: synchronous, lstatSync: synchronous });
  syncBuiltinESMExports();
  try {
    assert.is(await broughtBy(folder), undefined);
    assert.equal(looked, []);
  } finally {
    Object.assign(fs, { existsSync, lstatSync });
    syncBuiltinESMExports();
  }
});

trust('is not asked for an empty file, but for one that cannot be parsed', async ({ folder, write }) => {
  write('.muster/config.yaml', '# agents: [builtin]\n\n');
  assert.equal(await trustOf(folder, { trusted: {} }), { kind: 'nothing' });
  write('.muster/config.yaml', '"unclosed\n');
  assert.is((await trustOf(folder, { trusted: {} })).kind, 'untrusted');
});

trust('is valid for what was trusted, until that changes', async ({ folder, write }) => {
  write('.muster/config.yaml', 'agents: [builtin]\n');
  const before = await trustOf(folder, { trusted: {} });
  assert.ok(before.kind === 'untrusted');
  assert.match(before.says, /has \.muster\/config\.yaml; it was not used\. To use it: muster trust/);
  assert.is((await trustOf(folder, { trusted: { [folder]: before.digest } })).kind, 'trusted');
  write('.muster/agents/ours.md', 'x');
  const after = await trustOf(folder, { trusted: { [folder]: before.digest } });
  assert.ok(after.kind === 'untrusted');
  assert.match(after.says, /has changed since it was trusted/);
});

for (const test of [settings, trust]) test.run();

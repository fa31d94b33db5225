// How each program is started: the flags that keep a stranger's settings out, and how the prompt travels.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { LaunchOrder } from '../../../../agents/provider.ts';
import { PROVIDERS } from '../../../../agents/providers.ts';
import { grantsOf } from '../../../../agents/tool-profile.ts';

const test = suite('a program that is started');

const PROGRAMS = ['claude', 'codex', 'gemini', 'opencode'] as const;
const PROMPT = '**Dispatch:** r-abcdef.d1\nsay "so"\n';

const order = (more: Partial<LaunchOrder> = {}, model = 'inherit'): LaunchOrder => ({
  seat: {
    name: 'a',
    role: 'analyser',
    agent: 'a',
    provider: 'p',
    model,
    env: [],
    voice: 'model',
    judges: 'anything',
    field: 'all',
    version: null,
    definition: `sha256:${'0'.repeat(64)}`,
    instructions: '',
    concurrency: 1,
    deadline: null,
    workplace: 'checkout',
  },
  prompt: { path: '/runs/d1/d1.1.md', text: PROMPT },
  result: '/runs/d1/result.json',
  folder: '/runs/d1',
  heartbeat: '/runs/d1/beat.md',
  cwd: '/work/checkout',
  ...more,
});

const after = (argv: string[], option: string): string | undefined => argv[argv.indexOf(option) + 1];

const start = (name: string, it: LaunchOrder) => {
  const provider = PROVIDERS[name];
  if (!provider) throw new Error(name);
  return provider.launch(it);
};

test('codex reads a shared tree from outside of it, so that its sandbox keeps it from writing there', () => {
  const reads = (cwd: string) => {
    const it = order({ cwd });
    return start('codex', { ...it, seat: { ...it.seat, workplace: 'shared' } });
  };
  const { argv, cwd } = reads('/home/mira/.muster/runs/r/workplaces/+abc');
  assert.is(cwd, '/runs/d1');
  assert.equal([after(argv, '-s'), after(argv, '--add-dir')], ['workspace-write', '/runs/d1']);
  assert.not.ok(argv.some((it) => it.includes('workplaces') || it.includes('exclude')));
  // Its sandbox leaves temporary folders open, unless it is told otherwise.
  for (const tree of ['/tmp/home/+abc', '/private/var/folders/x/+abc', '/var/tmp/+abc'])
    assert.equal(
      reads(tree).argv.filter((it) => it.includes('exclude')),
      ['sandbox_workspace_write.exclude_slash_tmp=true', 'sandbox_workspace_write.exclude_tmpdir_env_var=true'],
    );
  const writes = start('codex', order({ cwd: '/tmp/home/stage' }));
  assert.is(writes.cwd, undefined, 'who carries out a stage stands in its checkout');
  assert.not.ok(writes.argv.some((it) => it.includes('exclude')));
});

test('gets its prompt as one argument, or as a file if it is too long', () => {
  const long = { path: '/runs/d1/d1.1.md', text: 'é'.repeat(60_000) };
  for (const name of PROGRAMS) {
    const short = start(name, order()).argv;
    if (name !== 'opencode') assert.is(short.at(-1), PROMPT, name);
    assert.ok(
      start(name, order({ prompt: long })).argv.every((it) => it.length < 1_000),
      name,
    );
    assert.match(start(name, order({ prompt: long })).argv.at(-1) ?? '', '/runs/d1/d1.1.md', name);
  }
});

test('gets a model only if someone chose one, and a conversation only to continue it', () => {
  for (const name of PROGRAMS) {
    const plain = start(name, order()).argv;
    const chosen = start(name, order({ resume: 'ses-1' }, 'big/one')).argv;
    assert.equal(
      chosen
        .filter((it) => !plain.includes(it))
        .filter((it) => !it.startsWith('-'))
        .sort(),
      ['big/one', ...(name === 'codex' ? ['resume'] : []), 'ses-1'].sort(),
      name,
    );
  }
});

test('is kept from what the tool profile of its stage does not allow', () => {
  const nothing = { grants: grantsOf(['edit', 'shel', 'constructor']) };
  const all = { grants: grantsOf(['coding', 'browser', 'supervisor']) };
  const tools = (grants: Partial<LaunchOrder>) => after(start('claude', order(grants)).argv, '--tools');
  assert.is(tools({}), 'Bash,Read,Grep,Glob,Write,Edit');
  assert.is(tools(nothing), 'Read,Grep,Glob,Write,Edit');
  assert.is(tools(all), 'Bash,Read,Grep,Glob,Write,Edit,WebSearch,WebFetch,Task');
  assert.not.ok(start('claude', order(nothing)).argv.some((it) => it.startsWith('Bash(')));

  const codex = (grants: Partial<LaunchOrder>) => start('codex', order(grants)).argv.filter((it) => /network|search|agent/.test(it));
  assert.equal(codex({}), []);
  assert.equal(codex(nothing), ['sandbox_workspace_write.network_access=false', 'web_search="disabled"']);
  assert.equal(codex(all), ['sandbox_workspace_write.network_access=true', 'web_search="live"']);
  assert.is(after(start('codex', order(all)).argv, '-s'), 'workspace-write', 'the sandbox stays');

  const opencode = (grants: Partial<LaunchOrder>) => JSON.parse(start('opencode', order(grants)).env.OPENCODE_PERMISSION ?? '{}');
  assert.equal(Object.keys(opencode({})), ['external_directory']);
  const { external_directory: _, ...denied } = opencode(nothing);
  assert.equal(denied, { bash: 'deny', webfetch: 'deny', websearch: 'deny', task: 'deny' });
  assert.is(opencode(all).bash, 'allow');

  const gemini = start('gemini', order(nothing));
  assert.is(after(gemini.argv, '--policy'), gemini.files?.[0]?.path);
  for (const tool of ['run_shell_command', 'web_fetch', 'google_web_search']) assert.match(gemini.files?.[0]?.text ?? '', `"${tool}"`);
  assert.is(start('gemini', order(all)).files, undefined, 'nothing is denied');
  assert.is(start('gemini', order()).files, undefined);
});

test('does not run inside what it looks at if it would read settings there', () => {
  for (const name of ['gemini', 'opencode']) assert.is(start(name, order()).cwd, '/runs/d1', name);
  const claude = start('claude', order()).argv;
  assert.is(claude[claude.indexOf('--setting-sources') + 1], 'user');
  assert.ok(claude.includes('--strict-mcp-config'));
  assert.ok(start('codex', order()).argv.includes('project_doc_max_bytes=0'));
  assert.is(start('opencode', order()).env.OPENCODE_DISABLE_PROJECT_CONFIG, '1');
});

test('may write in its own folder, wherever it runs', () => {
  for (const name of ['claude', 'codex']) {
    const { argv } = start(name, order());
    assert.is(argv[argv.indexOf('--add-dir') + 1], '/runs/d1', name);
  }
  const rules = JSON.parse(start('opencode', order()).env.OPENCODE_PERMISSION ?? '') as { external_directory: Record<string, string> };
  assert.equal(Object.entries(rules.external_directory)[0], ['*', 'deny']);
  assert.is(rules.external_directory['/work/checkout/*'], 'allow');
});

test.run();

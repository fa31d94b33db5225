// Whether somebody is logged in to a program, told from its own files and variables and by nothing else.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PROVIDERS } from '../../../../agents/providers.ts';

const test = suite<{ home: string }>('a login');
test.before.each((context) => {
  context.home = mkdtempSync(join(tmpdir(), 'muster-login-'));
});
test.after.each(({ home }) => rmSync(home, { recursive: true, force: true }));

type Row = [provider: string, files: Record<string, string>, env: Record<string, string>, login: string];

const SECRET = 'sk-not-to-be-told';
const TABLE: readonly Row[] = [
  [
    'claude',
    { '.claude/.credentials.json': `{"claudeAiOauth":{"accessToken":"${SECRET}","subscriptionType":"max"}}` },
    {},
    'in: its own login (max)',
  ],
  ['claude', {}, { ANTHROPIC_API_KEY: SECRET }, 'in: the key in ANTHROPIC_API_KEY'],
  ['claude', { '.claude/settings.json': '{"apiKeyHelper":"pass show key"}' }, {}, 'unknown'],
  ['codex', { '.codex/auth.json': `{"OPENAI_API_KEY":null,"tokens":{"access_token":"${SECRET}"}}` }, {}, 'in: its login with ChatGPT'],
  ['codex', { 'other/auth.json': `{"OPENAI_API_KEY":"${SECRET}"}` }, { CODEX_HOME: 'other' }, 'in: the API key in other/auth.json'],
  ['codex', { '.codex/config.toml': 'model_provider = "own"\n' }, {}, 'unknown'],
  ['codex', { '.codex/auth.json': '{ not json' }, {}, 'out: codex login'],
  ['codex', {}, {}, 'out: codex login'],
  ['gemini', { '.gemini/oauth_creds.json': `{"access_token":"${SECRET}"}` }, {}, 'in: its login with Google'],
  ['gemini', {}, { GEMINI_API_KEY: SECRET }, 'in: the key in GEMINI_API_KEY'],
  ['gemini', { '.gemini/settings.json': '{"security":{"auth":{"selectedType":"gemini-api-key"}}}' }, {}, 'unknown'],
  ['gemini', {}, { GEMINI_API_KEY: '' }, 'out: gemini, and choose how to log in'],
  [
    'opencode',
    { '.local/share/opencode/auth.json': `{"anthropic":{"key":"${SECRET}"},"openai":{}}` },
    {},
    'in: its login to anthropic, openai',
  ],
  ['opencode', {}, {}, 'unknown'],
];

for (const [provider, files, env, expected] of TABLE) {
  test(`${provider} with ${[...Object.keys(files), ...Object.keys(env)].join(', ') || 'nothing'}: ${expected}`, async ({ home }) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(home, path)), { recursive: true });
      writeFileSync(join(home, path), text);
    }
    const seen = { HOME: home, ...env, ...(env.CODEX_HOME === undefined ? {} : { CODEX_HOME: join(home, env.CODEX_HOME) }) };
    const login = await PROVIDERS[provider]?.login?.(seen);
    const said = login ? `${login.kind}: ${login.says.replaceAll(`${home}/`, '')}` : 'unknown';
    assert.is(said, expected);
    assert.not.match(said, SECRET);
  });
}

test.run();

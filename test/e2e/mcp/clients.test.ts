// The settings of clients: what `muster mcp --install` adds is there, keeps everything else, and is taken back to the byte.

import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CliStage, openCliStage } from '../cli/cli-stage.ts';

const test = suite<{ stage: CliStage }>('the settings of clients');

test.before.each((context) => {
  context.stage = openCliStage();
});
test.after.each(({ stage }) => stage.clear());

const FILES = {
  claude: '.claude.json',
  codex: '.codex/config.toml',
  gemini: '.gemini/settings.json',
  opencode: '.config/opencode/opencode.json',
};

const at = (stage: CliStage, client: keyof typeof FILES) => join(stage.folder, 'user', FILES[client]);
const mcp = (stage: CliStage, ...args: string[]) =>
  stage.muster(['mcp', ...args], { env: { HOME: join(stage.folder, 'user'), CODEX_HOME: '', XDG_CONFIG_HOME: '', CLAUDE_CONFIG_DIR: '' } });

const BEFORE: [client: keyof typeof FILES, text: string][] = [
  ['claude', '{\n\t"numStartups": 3,\n\t"mcpServers": {\n\t\t"other": { "command": "x" }\n\t}\n}'],
  ['claude', '{"a":1}'],
  ['gemini', '{\r\n  "theme": "x",\r\n  "mcpServers": {}\r\n}\r\n'],
  ['opencode', '{\n  // mine\n  "mcp": {\n    "other": { "type": "local", "command": ["x"] }, // last\n  },\n}\n'],
  ['opencode', '{}'],
  ['codex', 'model = "x"\n\n[mcp_servers.other]\ncommand = "y"'],
  ['codex', '# only a comment\n'],
  ['codex', 'model = "x" # mine\r\n\r\n[other]\r\na = 1\r\n'],
];

for (const [client, text] of BEFORE) {
  test(`of ${client} are as before after --remove: ${JSON.stringify(text.slice(0, 30))}`, async ({ stage }) => {
    const path = at(stage, client);
    stage.write(path, text);
    chmodSync(path, 0o640);
    const written = await mcp(stage, '--install', client, '--yes');
    assert.is(written.code, 0, written.err);
    const between = readFileSync(path, 'utf8');
    assert.match(between, /muster\.cjs/);
    assert.match(between, new RegExp(stage.root), 'a home that is not the usual one is named');
    for (const kept of text.match(/other|theme|numStartups|mine|comment|model/g) ?? []) assert.match(between, kept);
    assert.is(statSync(path).mode & 0o777, 0o640);
    assert.match((await mcp(stage, '--install', client, '--yes')).out, /already/);
    assert.is(readFileSync(path, 'utf8'), between);
    assert.match((await mcp(stage, '--remove', client)).out, /as it was before/);
    assert.is(readFileSync(path, 'utf8'), text);
    assert.match((await mcp(stage, '--remove', client)).out, /nothing was changed/);
  });
}

test('that were changed meanwhile lose only the entry, and a link to them stays a link', async ({ stage }) => {
  for (const client of ['claude', 'codex'] as const) {
    const path = at(stage, client);
    const real = join(stage.folder, 'dotfiles', client);
    stage.write(real, client === 'codex' ? 'model = "x"\n' : '{ "a": 1 }\n');
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(real, path);
    await mcp(stage, '--install', client, '--yes');
    assert.ok(lstatSync(path).isSymbolicLink());
    const installed = readFileSync(real, 'utf8');
    writeFileSync(real, client === 'codex' ? `${installed}\n[other]\nb = 2\n` : installed.replace('"a": 1', '"a": 2'));
    assert.match((await mcp(stage, '--remove', client)).out, /what else was changed there since stays/);
    const left = readFileSync(real, 'utf8');
    assert.not.match(left, /muster/);
    assert.match(left, client === 'codex' ? /model = "x"[\s\S]*\[other\]\nb = 2/ : /"a": 2/);
  }
});

test('that have a foreign server of that name, or a form that cannot be extended, stay as they are', async ({ stage }) => {
  const files: [client: keyof typeof FILES, text: string, install: RegExp][] = [
    ['claude', '{ "mcpServers": { "muster": { "command": "/opt/other", "args": ["serve"] } } }', /already/],
    ['codex', '[mcp_servers.muster]\ncommand = "/opt/other"\n', /already/],
    ['codex', 'mcp_servers = { other = { command = "x" } }\n', /another form: line 1/],
    ['codex', '[mcp_servers]\nmuster = { command = "x" }\n', /another form: line 2/],
    ['codex', 'mcp_servers.muster.command = "x"\n', /another form: line 1/],
    ['codex', '[mcp_servers]\nmuster.command = "x"\n', /another form: line 2/],
  ];
  for (const [client, text, says] of files) {
    stage.write(at(stage, client), text);
    const { out, err } = await mcp(stage, '--install', client, '--yes');
    assert.match(`${out}${err}`, says, text);
    assert.match((await mcp(stage, '--remove', client)).out, /nothing was changed/, text);
    assert.is(readFileSync(at(stage, client), 'utf8'), text);
  }
  const latin = Buffer.from('{ "a": "\xe9" }', 'latin1');
  writeFileSync(at(stage, 'claude'), latin);
  assert.match((await mcp(stage, '--install', 'claude', '--yes')).err, /not UTF-8/);
  assert.equal(readFileSync(at(stage, 'claude')), latin);
});

test('that are a dangling link stay a link', async ({ stage }) => {
  const real = join(stage.folder, 'dotfiles', 'settings.json');
  mkdirSync(dirname(real), { recursive: true });
  mkdirSync(dirname(at(stage, 'gemini')), { recursive: true });
  // Over a second link, which stays as well.
  const between = join(stage.folder, 'dotfiles', 'current.json');
  symlinkSync('settings.json', between);
  symlinkSync(between, at(stage, 'gemini'));
  await mcp(stage, '--install', 'gemini', '--yes');
  assert.ok(lstatSync(at(stage, 'gemini')).isSymbolicLink() && lstatSync(between).isSymbolicLink() && existsSync(real));
  await mcp(stage, '--remove', 'gemini');
  assert.equal([lstatSync(at(stage, 'gemini')).isSymbolicLink(), existsSync(real)], [true, false]);
});

test('that did not exist are created, and removed again with their folders', async ({ stage }) => {
  for (const client of Object.keys(FILES) as (keyof typeof FILES)[]) {
    await mcp(stage, '--install', client, '--yes');
    assert.is(statSync(at(stage, client)).mode & 0o777, 0o600);
    await mcp(stage, '--remove', client);
    assert.not.ok(existsSync(at(stage, client)));
  }
  assert.not.ok(existsSync(join(stage.folder, 'user', '.config')));
});

test('are restored by an uninstall, too', async ({ stage }) => {
  const path = at(stage, 'gemini');
  stage.write(path, '{ "theme": "x" }\n');
  for (const client of ['gemini', 'codex'] as const) await mcp(stage, '--install', client, '--yes');
  const gone = await stage.muster(['uninstall'], { env: { HOME: join(stage.folder, 'user'), CODEX_HOME: '' } });
  assert.is(gone.code, 0, gone.err);
  assert.match(gone.out, /removed the server muster in .*settings\.json\n/);
  assert.is(readFileSync(path, 'utf8'), '{ "theme": "x" }\n');
  assert.not.ok(existsSync(at(stage, 'codex')));
});

test('that are no regular file are refused by name, and nothing blocks on them', async ({ stage }) => {
  const path = at(stage, 'gemini');
  mkdirSync(dirname(path), { recursive: true });
  for (const [make, why] of [
    [() => execFileSync('mkfifo', [path]), /it is not a file/],
    [() => mkdirSync(path), /it is not a file/],
    [() => symlinkSync(path, path), /it leads nowhere that can be read/],
  ] as const) {
    make();
    const refused = await mcp(stage, '--install', 'gemini', '--yes');
    assert.is(refused.code, 1);
    assert.match(refused.err, /settings\.json cannot be read/);
    assert.match(refused.err, why);
    rmSync(path, { recursive: true });
  }
});

test('that cannot be read, are unknown, or were not asked about are not changed', async ({ stage }) => {
  stage.write(at(stage, 'gemini'), '{ "a": 1,\n oops }');
  const broken = await mcp(stage, '--install', 'gemini', '--yes');
  assert.is(broken.code, 1);
  assert.match(broken.err, /settings\.json cannot be read: line 2/);
  assert.is((await mcp(stage, '--install', 'clade', '--yes')).code, 2);
  assert.is((await mcp(stage, '--install', 'claude', '--remove', 'claude')).code, 2);
  assert.is((await mcp(stage, '--remove', 'claude', '--as', 'executor:outside')).code, 2);
  assert.is((await mcp(stage, '--print', 'claude', '--as', 'lead')).code, 2);
  assert.match((await mcp(stage, '--print', 'claude', '--as', 'executor:outside')).out, /"mcp",\s+"--as",\s+"executor:outside"/);
  const unasked = await mcp(stage, '--install', 'claude');
  assert.is(unasked.code, 2);
  assert.match(unasked.err, /--yes/);
  assert.not.ok(existsSync(at(stage, 'claude')));
  const inWorker = await stage.muster(['mcp', '--install', 'claude', '--yes'], { env: { MUSTER_DISPATCH: 'r-aaaaaa.d1.1' } });
  assert.is(inWorker.code, 2);
});

test.run();

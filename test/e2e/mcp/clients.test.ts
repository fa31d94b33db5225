// The settings of clients: what `muster mcp --install` adds is there, keeps everything else, and is taken back to the byte.

import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CliFixture, openCliFixture } from '../cli/cli-fixture.ts';

const test = suite<{ fixture: CliFixture }>('the settings of clients');

test.before.each((context) => {
  context.fixture = openCliFixture();
});
test.after.each(({ fixture }) => fixture.clear());

const FILES = {
  claude: '.claude.json',
  codex: '.codex/config.toml',
  gemini: '.gemini/settings.json',
  opencode: '.config/opencode/opencode.json',
};

const at = (fixture: CliFixture, client: keyof typeof FILES) => join(fixture.folder, 'user', FILES[client]);
const mcp = (fixture: CliFixture, ...args: string[]) =>
  fixture.muster(['mcp', ...args], {
    env: { HOME: join(fixture.folder, 'user'), CODEX_HOME: '', XDG_CONFIG_HOME: '', CLAUDE_CONFIG_DIR: '' },
  });

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
  test(`of ${client} are as before after --remove: ${JSON.stringify(text.slice(0, 30))}`, async ({ fixture }) => {
    const path = at(fixture, client);
    fixture.write(path, text);
    chmodSync(path, 0o640);
    const written = await mcp(fixture, '--install', client, '--yes');
    assert.is(written.code, 0, written.err);
    const between = readFileSync(path, 'utf8');
    assert.match(between, /muster\.cjs/);
    assert.match(between, new RegExp(fixture.root), 'a home that is not the usual one is named');
    for (const kept of text.match(/other|theme|numStartups|mine|comment|model/g) ?? []) assert.match(between, kept);
    assert.is(statSync(path).mode & 0o777, 0o640);
    assert.match((await mcp(fixture, '--install', client, '--yes')).out, /already/);
    assert.is(readFileSync(path, 'utf8'), between);
    assert.match((await mcp(fixture, '--remove', client)).out, /as it was before/);
    assert.is(readFileSync(path, 'utf8'), text);
    assert.match((await mcp(fixture, '--remove', client)).out, /nothing was changed/);
  });
}

test('that were changed meanwhile lose only the entry, and a link to them stays a link', async ({ fixture }) => {
  for (const client of ['claude', 'codex'] as const) {
    const path = at(fixture, client);
    const real = join(fixture.folder, 'dotfiles', client);
    fixture.write(real, client === 'codex' ? 'model = "x"\n' : '{ "a": 1 }\n');
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(real, path);
    await mcp(fixture, '--install', client, '--yes');
    assert.ok(lstatSync(path).isSymbolicLink());
    const installed = readFileSync(real, 'utf8');
    writeFileSync(real, client === 'codex' ? `${installed}\n[other]\nb = 2\n` : installed.replace('"a": 1', '"a": 2'));
    assert.match((await mcp(fixture, '--remove', client)).out, /what else was changed there since stays/);
    const left = readFileSync(real, 'utf8');
    assert.not.match(left, /muster/);
    assert.match(left, client === 'codex' ? /model = "x"[\s\S]*\[other\]\nb = 2/ : /"a": 2/);
  }
});

test('that have a foreign server of that name, or a form that cannot be extended, stay as they are', async ({ fixture }) => {
  const files: [client: keyof typeof FILES, text: string, install: RegExp][] = [
    ['claude', '{ "mcpServers": { "muster": { "command": "/opt/other", "args": ["serve"] } } }', /already/],
    ['codex', '[mcp_servers.muster]\ncommand = "/opt/other"\n', /already/],
    ['codex', 'mcp_servers = { other = { command = "x" } }\n', /another form: line 1/],
    ['codex', '[mcp_servers]\nmuster = { command = "x" }\n', /another form: line 2/],
    ['codex', 'mcp_servers.muster.command = "x"\n', /another form: line 1/],
    ['codex', '[mcp_servers]\nmuster.command = "x"\n', /another form: line 2/],
  ];
  for (const [client, text, says] of files) {
    fixture.write(at(fixture, client), text);
    const { out, err } = await mcp(fixture, '--install', client, '--yes');
    assert.match(`${out}${err}`, says, text);
    assert.match((await mcp(fixture, '--remove', client)).out, /nothing was changed/, text);
    assert.is(readFileSync(at(fixture, client), 'utf8'), text);
  }
  const latin = Buffer.from('{ "a": "\xe9" }', 'latin1');
  writeFileSync(at(fixture, 'claude'), latin);
  assert.match((await mcp(fixture, '--install', 'claude', '--yes')).err, /not UTF-8/);
  assert.equal(readFileSync(at(fixture, 'claude')), latin);
});

test('that are a dangling link stay a link', async ({ fixture }) => {
  const real = join(fixture.folder, 'dotfiles', 'settings.json');
  mkdirSync(dirname(real), { recursive: true });
  mkdirSync(dirname(at(fixture, 'gemini')), { recursive: true });
  // Over a second link, which stays as well.
  const between = join(fixture.folder, 'dotfiles', 'current.json');
  symlinkSync('settings.json', between);
  symlinkSync(between, at(fixture, 'gemini'));
  await mcp(fixture, '--install', 'gemini', '--yes');
  assert.ok(lstatSync(at(fixture, 'gemini')).isSymbolicLink() && lstatSync(between).isSymbolicLink() && existsSync(real));
  await mcp(fixture, '--remove', 'gemini');
  assert.equal([lstatSync(at(fixture, 'gemini')).isSymbolicLink(), existsSync(real)], [true, false]);
});

test('that did not exist are created, and removed again with their folders', async ({ fixture }) => {
  for (const client of Object.keys(FILES) as (keyof typeof FILES)[]) {
    await mcp(fixture, '--install', client, '--yes');
    assert.is(statSync(at(fixture, client)).mode & 0o777, 0o600);
    await mcp(fixture, '--remove', client);
    assert.not.ok(existsSync(at(fixture, client)));
  }
  assert.not.ok(existsSync(join(fixture.folder, 'user', '.config')));
});

test('are restored by an uninstall, too', async ({ fixture }) => {
  const path = at(fixture, 'gemini');
  fixture.write(path, '{ "theme": "x" }\n');
  for (const client of ['gemini', 'codex'] as const) await mcp(fixture, '--install', client, '--yes');
  const gone = await fixture.muster(['uninstall'], { env: { HOME: join(fixture.folder, 'user'), CODEX_HOME: '' } });
  assert.is(gone.code, 0, gone.err);
  assert.match(gone.out, /removed the server muster in .*settings\.json\n/);
  assert.is(readFileSync(path, 'utf8'), '{ "theme": "x" }\n');
  assert.not.ok(existsSync(at(fixture, 'codex')));
});

test('that are no regular file are refused by name, and nothing blocks on them', async ({ fixture }) => {
  const path = at(fixture, 'gemini');
  mkdirSync(dirname(path), { recursive: true });
  for (const [make, why] of [
    [() => execFileSync('mkfifo', [path]), /it is not a file/],
    [() => mkdirSync(path), /it is not a file/],
    [() => symlinkSync(path, path), /it leads nowhere that can be read/],
  ] as const) {
    make();
    const refused = await mcp(fixture, '--install', 'gemini', '--yes');
    assert.is(refused.code, 1);
    assert.match(refused.err, /settings\.json cannot be read/);
    assert.match(refused.err, why);
    rmSync(path, { recursive: true });
  }
});

test('that cannot be read, are unknown, or were not asked about are not changed', async ({ fixture }) => {
  fixture.write(at(fixture, 'gemini'), '{ "a": 1,\n oops }');
  const broken = await mcp(fixture, '--install', 'gemini', '--yes');
  assert.is(broken.code, 1);
  assert.match(broken.err, /settings\.json cannot be read: line 2/);
  assert.is((await mcp(fixture, '--install', 'clade', '--yes')).code, 2);
  assert.is((await mcp(fixture, '--install', 'claude', '--remove', 'claude')).code, 2);
  assert.is((await mcp(fixture, '--remove', 'claude', '--as', 'executor:outside')).code, 2);
  assert.is((await mcp(fixture, '--print', 'claude', '--as', 'lead')).code, 2);
  assert.match((await mcp(fixture, '--print', 'claude', '--as', 'executor:outside')).out, /"mcp",\s+"--as",\s+"executor:outside"/);
  const unasked = await mcp(fixture, '--install', 'claude');
  assert.is(unasked.code, 2);
  assert.match(unasked.err, /--yes/);
  assert.not.ok(existsSync(at(fixture, 'claude')));
  const inWorker = await fixture.muster(['mcp', '--install', 'claude', '--yes'], { env: { MUSTER_DISPATCH: 'r-aaaaaa.d1.1' } });
  assert.is(inWorker.code, 2);
});

test.run();

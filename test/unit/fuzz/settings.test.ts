// Arbitrary agent definitions, templates and settings: each is read as it was meant, or refused with one MusterError that names the file
// and the place.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { stringify } from 'yaml';
import { readDefinition } from '../../../agents/definition.ts';
import { loadRoster } from '../../../agents/roster.ts';
import { Config } from '../../../contracts/config.ts';
import { type ErrorCode, MusterError } from '../../../contracts/errors.ts';
import { AgentDefinition, AgentFront, Role } from '../../../contracts/task/agent.ts';
import { Template, TemplateFile } from '../../../contracts/task/template.ts';
import { loadConfig } from '../../../daemon/intake/settings.ts';
import { loadTemplate, readTemplate } from '../../../daemon/intake/templates.ts';
import { trustOf } from '../../../daemon/intake/trust.ts';
import { EMPTY_HOUSE } from '../../../daemon/lead/house/house-state.ts';
import { always, alwaysSoon, spoiled, spoiledBytes, words } from './corpus.ts';

type Context = { folder: string };
const definitions = suite<Context>('agent definitions');
const templates = suite<Context>('templates');
const configs = suite<Context>('config');
const files = suite<Context>('files of settings');
for (const test of [definitions, templates, configs, files]) {
  test.before.each((context) => {
    context.folder = realpathSync(mkdtempSync(join(tmpdir(), 'fuzz-')));
  });
  test.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }));
}

/** One clear error: of this code, naming the file, short, with something to do. */
function isClear(error: unknown, code: ErrorCode, path: string): void {
  if (!(error instanceof MusterError)) throw error;
  assert.is(error.code, code, error.message);
  assert.ok(error.message.startsWith(path), error.message);
  assert.ok(error.message.length < path.length + 21 * 400, `${error.message.length} characters`);
  assert.not.match(error.message, /call stack|Cannot read properties|undefined is not/);
  assert.ok(error.hint.length > 0);
}

function readsClearly<T>(read: () => T, code: ErrorCode, path: string): T | undefined {
  try {
    return read();
  } catch (error) {
    isClear(error, code, path);
    return undefined;
  }
}

const DEFINITION = `---
name: slow
description: "Inference quality: hidden assumptions"
provider: command
model: inherit
roles: [analyser, critic]
argv: ["node", "/w.mjs", "{prompt}", "--model={model}"]
env: [ONE_KEY]
limits: { concurrency: 2, deadline: 30m }
---
Stand here.
`;

definitions('spoiled in any way are one, or one error', () => {
  const read = (text: string) => {
    const definition = readsClearly(() => readDefinition(text, '/a.md', 'home'), 'agent-invalid', '/a.md');
    if (!definition) return;
    assert.equal(AgentDefinition.parse(definition), definition);
    assert.not.ok(definition.argv?.some((it) => it.includes('\0')));
  };
  read(DEFINITION);
  always(spoiled([DEFINITION]), read, 1_200);
  always(fc.string({ unit: 'binary', maxLength: 200 }), read, 200);
});

const fronts = fc.record(
  {
    name: fc.stringMatching(/^[a-z][a-z0-9-]{0,39}$/),
    description: words({ minLength: 1, maxLength: 300 }),
    provider: fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/).filter((it) => it !== 'command'),
    model: words({ minLength: 1, maxLength: 100 }),
    roles: fc.array(fc.constantFrom(...Role.options), { minLength: 1, maxLength: 4 }),
    argv: fc.array(words({ maxLength: 40 }), { minLength: 1, maxLength: 5 }),
    categories: fc.array(words({ maxLength: 30 }), { minLength: 1, maxLength: 5 }),
    env: fc.array(fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,20}$/), { maxLength: 4 }),
    limits: fc.record(
      { concurrency: fc.integer({ min: 1, max: 64 }), deadline: fc.stringMatching(/^[1-9][0-9]{0,2}(ms|s|m|h|d)$/) },
      { requiredKeys: [], noNullPrototype: true },
    ),
    replaces: words({ maxLength: 30 }),
  },
  { requiredKeys: ['name', 'description', 'provider', 'roles'], noNullPrototype: true },
);

definitions('in any valid form are read as they were meant', () => {
  always(
    fc.tuple(fronts, words({ maxLength: 300 })),
    ([front, body]) => {
      const { instructions, digest, source, path, ...read } = readDefinition(`---\n${stringify(front)}---\n${body}`, '/a.md', 'project');
      assert.equal(read, AgentFront.parse(front));
      assert.is(instructions, body.replace(/\r\n/g, '\n').trim());
      assert.equal([source, path, digest.length], ['project', '/a.md', 64]);
    },
    200,
  );
});

const REVIEW = readFileSync(new URL('../../../skills/templates/review.yaml', import.meta.url), 'utf8');

templates('spoiled in any way are one, or one error', () => {
  const read = (text: string) => {
    const template = readsClearly(() => readTemplate(text, '/t.yaml'), 'template-invalid', '/t.yaml');
    if (template) assert.equal(Template.parse(template), template);
  };
  read(REVIEW);
  always(spoiled([REVIEW, stringify(TemplateFile.parse(readTemplate2()))]), read, 1_200);
});

function readTemplate2(): unknown {
  const { digest: _, source: __, ...file } = readTemplate(REVIEW, '/t.yaml');
  return file;
}

templates('that no run could follow are refused when they are read', () => {
  const phases = (text: string) => REVIEW.replace(/phases:\n.*\n.*\n/, () => `phases:\n${text}`);
  const cases: [text: string, says: RegExp][] = [
    [phases('  - { key: Two Words, kind: convergence }\n'), /`phases\.0\.key`: a name of small letters/],
    [phases('  - { key: a, kind: convergence }\n  - { key: a, kind: convergence }\n'), /two phases have the key `a`/],
    [phases('  - { key: a, kind: fan-out, role: analyser, skill: singing }\n'), /no skill `singing` raises findings/],
    [phases('  - { key: a, kind: fan-out, role: analyser, skill: constructor }\n'), /no skill `constructor` raises findings/],
    [REVIEW.replace('deadline: 45m', 'deadline: 9999999d'), /`deadline`: a duration of at most 3650d/],
    [REVIEW.replace('verdicts:', 'verdict:'), /unknown key `limits\.verdict`/],
  ];
  for (const [text, says] of cases) {
    assert.throws(
      () => readTemplate(text, '/t.yaml'),
      (error: unknown) => {
        isClear(error, 'template-invalid', '/t.yaml');
        return says.test((error as Error).message);
      },
    );
  }
});

const CONFIG = `maxConcurrentRuns: 4
workers: { total: 16, perProvider: { claude: 2 } }
agents: [builtin, claude@opus]
capture: { fileBytes: 10485760, copyBytes: 536870912 }
silence: { beatEvery: 60s, quiet: 10m, quietButBusy: 30m, startup: 60s }
grace: { flush: 2s, exit: 30s, invalid: 5s, kill: 5s }
transcriptBytes: 16777216
idleExit: 30m
log: { level: info, bytes: 5242880, files: 3 }
`;

configs('spoiled in any way is one, or one error', async ({ folder }) => {
  const path = join(folder, 'config.yaml');
  const read = async (content: string | Buffer) => {
    writeFileSync(path, content);
    try {
      const config = await loadConfig(path);
      assert.equal(Config.parse(config), config);
    } catch (error) {
      isClear(error, 'config-invalid', path);
    }
    assert.ok(readFileSync(path).equals(Buffer.from(content)), 'it is left as it was');
  };
  assert.equal(await loadConfig(path), Config.parse({}), 'no file is no setting');
  await read(CONFIG);
  await alwaysSoon(spoiled([CONFIG]), read, 400);
  await alwaysSoon(spoiledBytes([Buffer.from(CONFIG)]), read, 200);
});

configs('that would do harm is refused with its position', async ({ folder }) => {
  const path = join(folder, 'config.yaml');
  for (const [text, says] of [
    ['log: { bytes: 0 }\n', /line 1, column 8: `log\.bytes`/],
    ['log: { files: -1 }\n', /`log\.files`/],
    ['silence: { quiet: 400000d }\n', /`silence\.quiet`: a duration of at most 3650d/],
    ['maxConcurrentRuns: 1e9\n', /`maxConcurrentRuns`/],
    ['agents: [Claude]\n', /`agents\.0`: an agent such as/],
    ['a: *b\n', /not YAML: Unresolved alias/],
  ] as const) {
    writeFileSync(path, text);
    await loadConfig(path).then(
      () => assert.unreachable(text),
      (error: unknown) => {
        isClear(error, 'config-invalid', path);
        assert.match((error as Error).message, says);
      },
    );
  }
});

/** Everything that may lie where a text should. */
function layOdd(path: string, what: string): void {
  switch (what) {
    case 'a folder':
      mkdirSync(path, { recursive: true });
      return;
    case 'a pipe':
      execFileSync('mkfifo', [path]);
      return;
    case 'a link in a circle':
      symlinkSync(path, path);
      return;
    case 'noise':
      writeFileSync(path, Buffer.from([0x2d, 0x2d, 0x2d, 0xff, 0xfe, 0x80]));
      return;
    default:
      writeFileSync(path, Buffer.alloc(1024 * 1024 + 1, '#'));
  }
}

for (const what of ['a folder', 'a pipe', 'a link in a circle', 'noise', 'a file of more than a megabyte']) {
  files(`${what} in their place: one error, and nothing blocks on it`, async ({ folder }) => {
    const config = join(folder, 'config.yaml');
    const agent = join(folder, 'agents', 'a.md');
    const template = join(folder, 'review.yaml');
    mkdirSync(join(folder, 'agents'));
    for (const path of [config, agent, template]) layOdd(path, what);
    const error = async (work: Promise<unknown>) =>
      work.then(
        () => assert.unreachable(),
        (it: unknown) => it,
      );
    isClear(await error(loadConfig(config)), 'config-invalid', config);
    isClear(await error(loadRoster({ home: join(folder, 'agents') })), 'agent-invalid', agent);
    isClear(await error(loadTemplate('review', { home: folder })), 'template-invalid', template);
  });
}

files('a project that brings such things is reviewed all the same', async ({ folder }) => {
  const agents = join(folder, '.muster', 'agents');
  mkdirSync(join(agents, 'folder.md'), { recursive: true });
  for (let at = 0; at < 400; at++) writeFileSync(join(agents, `${'long-name-'.repeat(10)}${at}.md`), 'x');
  const trust = await trustOf(folder, EMPTY_HOUSE);
  assert.is(trust.kind, 'untrusted');
  assert.ok(trust.kind === 'untrusted' && trust.says.length < 2_000, 'what is said of it fits into a note');
  rmSync(join(folder, '.muster'), { recursive: true });
  writeFileSync(join(folder, '.muster'), 'no folder at all');
  assert.equal(await trustOf(folder, EMPTY_HOUSE), { kind: 'nothing' });
});

files('a link to a sound file is followed, as a person who keeps dot files means it', async ({ folder }) => {
  writeFileSync(join(folder, 'real'), 'maxConcurrentRuns: 7\n');
  symlinkSync('real', join(folder, 'config.yaml'));
  assert.is((await loadConfig(join(folder, 'config.yaml'))).maxConcurrentRuns, 7);
});

for (const test of [definitions, templates, configs, files]) test.run();

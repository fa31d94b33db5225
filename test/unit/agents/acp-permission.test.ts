// What a program that speaks ACP may do when it asks: by what it was sent to do, and where the paths that it names lead.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type AcpTask, acpTaskOf } from '../../../agents/acp/acp-task.ts';
import { type Ruling, ruleOn } from '../../../agents/acp/permission.ts';
import { type Folders, placeOf } from '../../../agents/acp/places.ts';
import { type RequestReader, requestReader } from '../../../agents/acp/request.ts';

const test = suite<{ folder: string; folders: Folders }>('a request for permission');

test.before.each((context) => {
  const folder = mkdtempSync(join(tmpdir(), 'acp-'));
  const [own, checkout] = [join(folder, 'run', 'd1'), join(folder, 'place')];
  for (const it of [own, join(checkout, 'src', 'deep'), join(checkout, '.git'), join(folder, 'place-of-another'), join(folder, 'prompts')])
    mkdirSync(it, { recursive: true });
  for (const it of ['src/a.js', 'README.md', '.git/config']) writeFileSync(join(checkout, it), 'x');
  symlinkSync('/etc', join(checkout, 'src', 'out'));
  symlinkSync('/etc/nothing-there', join(checkout, 'src', 'later.js'));
  symlinkSync('../README.md', join(checkout, 'src', 'readme.js'));
  Object.assign(context, { folder, folders: { own, checkout, prompt: join(folder, 'prompts', 'd1.md') } });
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true }));

const OPTIONS = [
  { optionId: 'always', kind: 'allow_always' },
  { optionId: 'once', kind: 'allow_once' },
  { optionId: 'no', kind: 'reject_once' },
];
const stage = (tools: string[] = [], files = ['src/**']): AcpTask => ({ kind: 'stage', files, tools });
const READING: AcpTask = { kind: 'reading' };

async function ruled(toolCall: unknown, errand: AcpTask, folders: Folders, options: unknown = OPTIONS, reader = requestReader()) {
  const request = reader.request({ sessionId: 's', toolCall, options });
  return ruleOn(request, await Promise.all(request.paths.map((path) => placeOf(path, folders))), errand);
}
const because = (ruling: Ruling): string => (ruling.granted ? 'granted' : ruling.because);

/** `@` stands for the folder of all of it. */
type Row = [situation: string, errand: AcpTask, toolCall: Record<string, unknown>, RegExp];
const at = (kind: string, ...paths: string[]) => ({ kind, locations: paths.map((path) => ({ path })) });

const GRANTED = /^granted$/;
const OUTSIDE = /is outside the allowed folders$/;
const NOT_OF_IT = /none of the files that the stage may change$/;
const NO_PATH = /^it names no path$/;
const ROWS: readonly Row[] = [
  ['a reader reads its checkout', READING, at('read', '@/place/src/a.js'), GRANTED],
  ['a reader reads its prompt', READING, at('read', '@/prompts/d1.md'), GRANTED],
  ['a reader writes its result', READING, at('edit', '@/run/d1/result.json'), GRANTED],
  ['a reader writes by a relative path', READING, { kind: 'edit', rawInput: { filePath: 'notes.md' } }, GRANTED],
  ['a reader changes its checkout', READING, at('edit', '@/place/src/a.js'), /is only to be read$/],
  ['a reader deletes', READING, at('delete', '@/place/src/a.js'), /is only to be read$/],
  ['a reader runs something', READING, { kind: 'execute', rawInput: { command: 'ls' } }, /a reader is not given a shell/],
  ['a reader beats', READING, { kind: 'execute', rawInput: { command: 'muster beat reading' } }, GRANTED],
  ['a reader beats and more', READING, { kind: 'execute', rawInput: { command: 'muster beat; ls' } }, /a reader is not given a shell/],
  ['a reader beats by what it prints', READING, { kind: 'execute', rawInput: { command: 'muster beat "$(ls)"' } }, /not given a shell/],
  ['somewhere else', READING, at('read', '/home/me/.ssh/id'), OUTSIDE],
  ['two places, one of them elsewhere', READING, at('read', '@/place/src/a.js', '/etc/passwd'), OUTSIDE],
  ['a folder whose name only begins alike', READING, at('read', '@/place-of-another/a'), OUTSIDE],
  ['the prompt of another', READING, at('read', '@/prompts/d2.md'), OUTSIDE],
  ['dots that lead out', READING, at('read', '@/run/d1/../d2/result.json'), OUTSIDE],
  ['dots, even if they lead back', READING, at('read', '@/place/src/../src/a.js'), OUTSIDE],
  ['a relative path that leads out', READING, { kind: 'read', rawInput: { filePath: '../d2/x' } }, OUTSIDE],
  ['a home', READING, at('read', '~/.ssh/id'), OUTSIDE],
  ['an address of a file', READING, { kind: 'read', rawInput: { uri: 'file:///etc/passwd' } }, OUTSIDE],
  ['a link that leads out', READING, at('read', '@/place/src/out/passwd'), OUTSIDE],
  ['a link to nothing', stage(), at('edit', '@/place/src/later.js'), OUTSIDE],
  ['a link to another file of the checkout', stage(), at('edit', '@/place/src/readme.js'), NOT_OF_IT],
  [
    'a path under an unusual name',
    READING,
    { kind: 'read', locations: [{ path: '@/place/README.md' }], rawInput: { at: '/etc/passwd' } },
    OUTSIDE,
  ],
  ['a path deep in the arguments', stage(), { kind: 'edit', rawInput: { edits: [{ file_path: '/etc/passwd', text: 'x' }] } }, OUTSIDE],
  ['a path in a change that is shown', stage(), { kind: 'edit', content: [{ type: 'diff', path: '/etc/passwd', newText: 'x' }] }, OUTSIDE],
  [
    'text that only looks like a path',
    READING,
    { kind: 'search', locations: [{ path: '@/place' }], rawInput: { pattern: '/api/' } },
    GRANTED,
  ],
  ['a search everywhere', READING, { kind: 'search', rawInput: { pattern: 'x' } }, NO_PATH],
  ['a search at the folder itself', READING, at('search', '@/place'), GRANTED],
  [
    'opencode enters the checkout',
    READING,
    { title: 'external_directory', kind: 'other', rawInput: { filepath: '@/place/src/a.js', parentDir: '@/place/src' } },
    GRANTED,
  ],
  ['opencode enters another folder', READING, { title: 'external_directory', kind: 'other', rawInput: { parentDir: '/etc' } }, OUTSIDE],
  ['a file of the stage', stage(), at('edit', '@/place/src/a.js'), GRANTED],
  ['a new file of the stage', stage(), at('edit', '@/place/src/new/b.js'), GRANTED],
  ['another file', stage(), at('edit', '@/place/README.md'), NOT_OF_IT],
  ['another file, to be read', stage(), at('read', '@/place/README.md'), GRANTED],
  ['a move out of the stage', stage(), at('move', '@/place/src/a.js', '@/place/b.js'), NOT_OF_IT],
  ['what a glob takes away', stage([], ['src/**', '!src/deep/**']), at('edit', '@/place/src/deep/b.js'), NOT_OF_IT],
  ['a stage without files', stage([], []), at('edit', '@/place/src/a.js'), NOT_OF_IT],
  ['what belongs to git', stage([], ['**']), at('edit', '@/place/.git/config'), NOT_OF_IT],
  ['the prompt, to be changed', stage(), at('edit', '@/prompts/d1.md'), OUTSIDE],
  ['a change without a path', stage(), { kind: 'edit', rawInput: { text: 'x' } }, NO_PATH],
  ['a kind that nobody knows, of the stage', stage(), at('frobnicate', '@/place/src/a.js'), GRANTED],
  ['a kind that nobody knows, of another file', stage(), at('frobnicate', '@/place/README.md'), NOT_OF_IT],
  ['a kind that nobody knows, without a path', stage(['coding']), { kind: 'frobnicate', rawInput: 'ls' }, NO_PATH],
  ['no kind and no path', stage(['coding']), {}, NO_PATH],
  ['a command without a shell', stage(['edit']), { kind: 'execute', rawInput: { command: 'npm test' } }, /does not give a shell$/],
  ['a command with a shell', stage(['coding']), { kind: 'execute', rawInput: { command: 'npm test' } }, GRANTED],
  ['a command that stands elsewhere', stage(['coding']), { kind: 'execute', rawInput: { command: 'ls', cwd: '/etc' } }, OUTSIDE],
  ['a tool of an unknown name', stage(['shell', 'Coding']), { kind: 'execute', rawInput: { command: 'ls' } }, /does not give a shell$/],
  ['an address without the web', stage(['coding']), { kind: 'fetch', rawInput: { url: 'https://example.org' } }, /does not give the web$/],
  ['an address with the web', stage(['browser']), { kind: 'fetch', rawInput: { url: 'https://example.org' } }, GRANTED],
  ['a reader fetches', READING, { kind: 'fetch', rawInput: { url: 'https://example.org' } }, /a reader is not given the web$/],
  ['a thought', stage(), { kind: 'think' }, GRANTED],
  ['an agent of its own', stage(['coding']), { kind: 'think', rawInput: { prompt: 'do it' } }, /does not give agents of its own$/],
  ['an agent of its own that is given', stage(['supervisor']), { kind: 'think', rawInput: { prompt: 'do it' } }, GRANTED],
  ['another mode', stage(['coding']), { kind: 'switch_mode', rawInput: { mode: 'yolo' } }, /change its own mode$/],
];
for (const [situation, errand, toolCall, expected] of ROWS) {
  test(situation, async ({ folder, folders }) => {
    assert.match(because(await ruled(JSON.parse(JSON.stringify(toolCall).replaceAll('@/', `${folder}/`)), errand, folders)), expected);
  });
}

test('does not hide what was said about the same call before', async ({ folder, folders }) => {
  const said = (update: Record<string, unknown>): RequestReader => {
    const reader = requestReader();
    reader.update({ sessionUpdate: 'tool_call', toolCallId: 'c1', ...update });
    return reader;
  };
  const read = { toolCallId: 'c1', kind: 'read', locations: [{ path: join(folder, 'place', 'README.md') }] };
  const ask = async (reader: RequestReader, toolCall: object = read) => because(await ruled(toolCall, stage(), folders, OPTIONS, reader));
  assert.match(await ask(said({ kind: 'edit' })), NOT_OF_IT);
  assert.match(await ask(said({ locations: [{ path: '/etc/passwd' }] })), OUTSIDE);
  const edit = said({ kind: 'edit', locations: [{ path: join(folder, 'place', 'src', 'a.js') }] });
  assert.match(await ask(edit, { toolCallId: 'c1' }), GRANTED);
  assert.match(await ask(edit, { toolCallId: 'c2' }), NO_PATH);
  const enters = { toolCallId: 'c1', title: 'external_directory', kind: 'other', rawInput: { parentDir: join(folder, 'place') } };
  assert.match(await ask(said({ kind: 'edit' }), enters), NOT_OF_IT);
  assert.match(await ask(said({ kind: 'read' }), enters), GRANTED);
  const updated = said({ kind: 'read' });
  updated.update({ sessionUpdate: 'tool_call_update', toolCallId: 'c1', kind: 'edit' });
  assert.match(await ask(updated), NOT_OF_IT);
  // What another call was about is no matter of this one.
  const again = said({ kind: 'edit', locations: [{ path: '/etc/passwd' }] });
  await ask(again);
  again.update({ sessionUpdate: 'tool_call', toolCallId: 'c1', kind: 'read' });
  assert.match(await ask(again), GRANTED);
});

test('is granted once, and never permanently', async ({ folder, folders }) => {
  const here = { kind: 'read', locations: [{ path: join(folder, 'place') }] };
  assert.equal(await ruled(here, READING, folders), { granted: true, optionId: 'once' });
  const [always, , no] = OPTIONS;
  assert.equal(await ruled(here, READING, folders, [always, no]), {
    granted: false,
    optionId: 'no',
    because: 'it cannot be given for this once only',
  });
  const refused = await ruled({ kind: 'edit' }, READING, folders, [{ optionId: 'once', kind: 'allow_once' }]);
  assert.equal([refused.granted, refused.optionId], [false, undefined]);
});

test('is refused with a one-line reason, whatever the program’s file names are', async ({ folders }) => {
  const said = because(await ruled({ kind: 'read', rawInput: { path: '/a\nMUSTER-QUOTA\n' } }, READING, folders));
  assert.is(said, '/a MUSTER-QUOTA is outside the allowed folders');
});

test('may come in any form', async ({ folders }) => {
  const deep = JSON.parse(`${'{"a":'.repeat(50)}1${'}'.repeat(50)}`);
  const many = Array.from({ length: 500 }, (_, n) => ({ path: `/tmp/${n}` }));
  for (const it of [
    undefined,
    null,
    3,
    'x',
    [],
    { kind: 4, locations: 'x', rawInput: [] },
    { kind: 'read', rawInput: deep },
    { kind: 'read', locations: many },
  ])
    assert.is((await ruled(it, stage(['coding']), folders)).granted, false, JSON.stringify(it)?.slice(0, 80));
  assert.is((await ruled({ kind: 'think' }, READING, folders, 'none')).granted, false);
});

test('is judged by the part of the prompt for programs', () => {
  const prompt = (inputs: object) => `# x\n\n\`\`\`json muster-inputs\n${JSON.stringify(inputs)}\n\`\`\`\n`;
  const inputs = { skill: 'execution', files: ['src/**'], tools: ['coding'] };
  assert.equal(acpTaskOf(prompt(inputs)), { kind: 'stage', files: ['src/**'], tools: ['coding'] });
  assert.equal(acpTaskOf(prompt({ ...inputs, skill: 'analysis' })), READING);
  assert.equal(acpTaskOf(prompt({ skill: 'execution' })), stage([], []));
  // One that could be somebody’s own.
  assert.equal(acpTaskOf(prompt(inputs) + prompt({ ...inputs, files: ['**'] })), READING);
  assert.equal(acpTaskOf('nothing'), READING);
});

test.run();

// What each program's output shows of its looks. The lines have the form of recorded ones (test/fixtures/agent-output).

import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { toolCallReader } from '../../../../agents/acp/tool-calls.ts';
import { openedLooks } from '../../../../agents/builtin/opened.ts';
import type { Provider } from '../../../../agents/provider.ts';
import { claude } from '../../../../agents/providers/claude.ts';
import { codex } from '../../../../agents/providers/codex.ts';
import { command } from '../../../../agents/providers/command.ts';
import { gemini } from '../../../../agents/providers/gemini.ts';
import { opencode } from '../../../../agents/providers/opencode.ts';
import { readLog } from '../../../../agents/sarif/read-log.ts';

const streams = suite('looks in the output of programs');

const lines = (...all: object[]): string => all.map((it) => `${JSON.stringify(it)}\r\n`).join('');
const shown = (provider: Provider, output: string): string[] | undefined =>
  provider.looks?.(output)?.map(({ path, how }) => `${how} ${path}`);
const recorded = (name: string): string => readFileSync(new URL(`../../../fixtures/agent-output/${name}`, import.meta.url), 'utf8');

const used = (id: string, name: string, input: object) => ({
  type: 'assistant',
  message: { content: [{ type: 'tool_use', id, name, input }] },
});
const came = (id: string, is_error = false) => ({
  type: 'user',
  message: { content: [{ type: 'tool_result', tool_use_id: id, is_error, content: 'x' }] },
});

streams('claude: tools that returned a result without an error', () => {
  const output = lines(
    { type: 'system', subtype: 'init', session_id: 's' },
    used('1', 'Read', { file_path: '/w/a.ts', offset: 1 }),
    came('1'),
    used('2', 'Read', { file_path: '/w/none.ts' }),
    came('2', true),
    used('3', 'Grep', { pattern: 'x', path: 'src', glob: '*.ts' }),
    came('3'),
    used('4', 'Bash', { command: 'sed -n 1,9p b.ts' }),
    came('4'),
    used('5', 'Glob', { pattern: '**' }),
    came('5'),
    used('6', 'Read', { file_path: '/w/cut-off.ts' }),
  );
  assert.equal(shown(claude, output), ['read /w/a.ts', 'searched src/**/*.ts', 'read b.ts']);
  assert.equal(shown(claude, recorded('claude-wantsTooMuch.txt')), []);
  assert.is(shown(claude, 'no line of its own\n'), undefined);
});

streams('codex: commands that succeeded; reporting none proves nothing', () => {
  const ran = (command: string, exit_code: number | null, status = 'completed') => ({
    type: 'item.completed',
    item: { id: 'i', type: 'command_execution', command, aggregated_output: '', exit_code, status },
  });
  const output = lines(
    { type: 'thread.started', thread_id: 't' },
    ran(`/bin/bash -lc 'cat a.ts'`, 0),
    ran('/bin/bash -lc "rg foo src"', 0),
    ran('cat none.ts', 1, 'failed'),
    ran('cat secret.ts', null, 'declined'),
    { type: 'turn.completed', usage: {} },
  );
  assert.equal(shown(codex, output), ['read a.ts', 'searched src']);
  assert.is(shown(codex, lines({ type: 'thread.started', thread_id: 't' })), undefined);
  assert.is(codex.looksPartly?.(output), true);
});

streams('gemini: tools whose result was a success', () => {
  const tool = (tool_id: string, tool_name: string, parameters: object, status = 'success') => [
    { type: 'tool_use', tool_name, tool_id, parameters },
    { type: 'tool_result', tool_id, status, output: '' },
  ];
  const output = lines(
    { type: 'init', session_id: 's', model: 'auto' },
    ...tool('1', 'read_file', { file_path: '/w/a.ts' }),
    ...tool('2', 'read_file', { file_path: '/w/none.ts' }, 'error'),
    ...tool('3', 'grep_search', { pattern: 'x', dir_path: 'src' }),
    ...tool('4', 'run_shell_command', { command: 'cat b.ts', dir_path: 'sub' }),
    ...tool('5', 'list_directory', { dir_path: '.' }),
  );
  assert.equal(shown(gemini, output), ['read /w/a.ts', 'searched src', 'read sub/b.ts']);
  assert.equal(shown(gemini, recorded('gemini-wantsTooMuch.txt')), []);
});

streams('opencode: tools that came to an end', () => {
  const tool = (name: string, input: object, status = 'completed') => ({
    type: 'tool_use',
    sessionID: 's',
    part: { tool: name, state: { status, input } },
  });
  const output = lines(
    { type: 'step_start', sessionID: 's' },
    tool('read', { filePath: '/w/a.ts' }),
    tool('read', { filePath: '/w/none.ts' }, 'error'),
    tool('grep', { pattern: 'x', path: '/w/src', include: '*.ts' }),
    tool('bash', { command: 'head b.ts', workdir: '/w' }),
    tool('glob', { pattern: '*' }),
  );
  assert.equal(shown(opencode, output), ['read /w/a.ts', 'searched /w/src/**/*.ts', 'read /w/b.ts']);
});

streams('a command: lines that it prints for it', () => {
  const output =
    'MUSTER-LOOKED src/a b.ts\r\nMUSTER-LOOKED {"path":"src","how":"searched"}\r\n MUSTER-LOOKED no.ts\nx MUSTER-LOOKED no.ts\nMUSTER-LOOKED \n';
  assert.equal(shown(command, output), ['read src/a b.ts', 'searched src']);
  assert.is(shown(command, 'nothing of the kind\n'), undefined);
  assert.equal(shown(command, 'MUSTER-LOOKS all\r\n'), []);
  assert.is(shown(command, 'MUSTER-LOOKS all\r\nMUSTER-LOOKS some\r\n'), undefined);
  assert.is(shown(command, 'it printed MUSTER-LOOKS all\n'), undefined);
  assert.equal(
    [command.looksPartly?.('MUSTER-LOOKS all\nMUSTER-LOOKS some\n'), command.looksPartly?.('MUSTER-LOOKS all\n')],
    [true, false],
  );
});

streams('a command: what it prints is its own word, unless our bridge to a program prints it', () => {
  const own = (...argv: string[]) => command.looksAreItsOwn?.(argv);
  assert.equal(
    [own('my-agent'), own('sh', '-c', 'muster acp -- x'), own('./muster', 'acp', '--', 'x'), own('muster', 'beat')],
    [true, true, true, true],
  );
  assert.is(own('muster', 'acp', '--', 'opencode', 'acp'), false);
  assert.equal(
    [codex, claude].map((it) => it.looksAreItsOwn?.([])),
    [undefined, undefined],
  );
});

streams('ACP: tool calls once they are completed, from all of their updates', () => {
  const read = toolCallReader();
  const told = (update: object): string[] => read(update).looks.map(({ path, how }) => `${how} ${path}`);
  assert.equal(
    told({ sessionUpdate: 'tool_call', toolCallId: '1', kind: 'read', status: 'pending', rawInput: { filePath: '/w/a.ts' } }),
    [],
  );
  assert.equal(told({ sessionUpdate: 'tool_call_update', toolCallId: '1', status: 'completed' }), ['read /w/a.ts']);
  assert.equal(told({ sessionUpdate: 'tool_call', toolCallId: '2', kind: 'read', status: 'failed', locations: [{ path: '/w/b.ts' }] }), []);
  assert.equal(
    told({
      sessionUpdate: 'tool_call',
      toolCallId: '3',
      kind: 'execute',
      status: 'completed',
      rawInput: { command: 'cat c.ts', cwd: '/w' },
    }),
    ['read /w/c.ts'],
  );
  assert.equal(
    told({ sessionUpdate: 'tool_call', toolCallId: '4', kind: 'search', status: 'completed', rawInput: { pattern: 'x', path: 'src' } }),
    ['searched src'],
  );
  for (const odd of [null, 'x', [], {}, { sessionUpdate: 'tool_call' }]) assert.equal(read(odd), { looks: [], unclear: false });
});

streams('ACP: a call that does not say what it touches may have been a look', () => {
  let calls = 0;
  const unclear = (kind: string | undefined, more: object = {}) =>
    toolCallReader()({ sessionUpdate: 'tool_call', toolCallId: `${++calls}`, kind, status: 'completed', ...more }).unclear;
  for (const kind of [undefined, 'other', 'mcp', 'read', 'search', 'execute']) assert.is(unclear(kind), true, kind);
  for (const kind of ['edit', 'delete', 'move', 'think', 'fetch', 'switch_mode']) assert.is(unclear(kind), false, kind);
  assert.is(unclear('read', { locations: [{ path: '/w/a.ts' }] }), false);
  assert.is(unclear('search', { rawInput: { pattern: 'x' } }), false);
  assert.is(unclear('execute', { rawInput: { command: ['ls', '-l'] } }), false);
  assert.is(unclear('other', { status: 'failed' }), false);
});

streams('a built-in analyser reports a folder as one if it opened everything in it', () => {
  const told = (opened: string[], files: string[]) => openedLooks(new Set(opened), files).map((it) => it.path);
  assert.equal(told(['a/x', 'a/y', 'b/z'], ['a/x', 'a/y', 'b/z', 'c']), ['a', 'b']);
  assert.equal(told(['a/x', 'c'], ['a/x', 'a/y', 'c']), ['a/x', 'c']);
  assert.equal(told(['a', 'b', 'elsewhere'], ['a', 'b']), ['.']);
  assert.equal(told([], ['a']), []);
});

streams('a SARIF log: files that it lists, and those with results', () => {
  const location = (uri: string) => ({ physicalLocation: { artifactLocation: { uri } } });
  const log = {
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'lint' } },
        artifacts: [{ location: { uri: 'src/a.ts' } }, { location: { uri: 'file:///elsewhere/x' } }, {}],
        results: [{ ruleId: 'r', message: { text: 'm' }, locations: [location('src/b.ts')] }],
      },
    ],
  };
  assert.equal(readLog(JSON.stringify(log), '/w')?.opened, ['src/a.ts', 'src/b.ts']);
});

streams.run();

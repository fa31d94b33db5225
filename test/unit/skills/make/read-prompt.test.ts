// The file of a prompt: what it may say, and each fault with its place.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PromptFront } from '../../../../contracts/make/prompt.ts';
import { artifactPath, paramsFor, readPrompt } from '../../../../skills/make/read-prompt.ts';

const files = suite('the file of a prompt');

const faultsOf = (text: string): string => {
  const read = readPrompt(text);
  return read.kind === 'faults' ? read.faults.map((it) => `${it.line}:${it.column} ${it.message}`).join(' | ') : 'no fault';
};

files('needs no front matter', () => {
  const read = readPrompt('Write it.\n');
  assert.equal(read.kind === 'prompt' && read.prompt.front.produces, { kind: 'markdown', space: 'project' });
});

const FAULTS: readonly [what: string, text: string, says: RegExp][] = [
  ['an unknown key', '---\nproduce: x\n---\nbody', /^2:1 unknown key `produce`; did you mean `produces`\?/],
  ['front matter without an end', '---\nproduces: {}\nbody', /does not end with ---/],
  ['no body', '---\nproduces: {}\n---\n\n', /the prompt has no body/],
  ['a fault in the front matter and one in the body', '---\nx: 1\n---\n\n{{requir:a}}', /^2:1 unknown key `x`.* \| 5:1 unknown macro/],
  ['a macro below blank lines', '---\nproduces: {}\n---\n\n\n a {{b:c}}', /^6:4 unknown macro `b`/],
  [
    'a parameter that is not declared',
    '---\nparams: { version: {} }\n---\n{{param:versoin}}',
    /^4:1 .*not declared in `params`; did you mean `version`\?/,
  ],
  [
    'a path elsewhere in the project',
    '---\nproduces: { path: ../README.md }\n---\nx',
    /`produces.path`: .* is not a file below \.muster\/artifacts\//,
  ],
  ['a path for an artifact of the home', '---\nproduces: { path: a.md, space: home }\n---\nx', /`produces.space` must be `project`/],
  ['a pattern that is none', '---\nchecks: [{ pattern: "(" }]\n---\nx', /`checks.0.pattern` is not a regular expression/],
  ['a schema for prose', '---\nchecks: [{ schema: {} }]\n---\nx', /`checks.0.schema` needs an artifact of kind json or yaml/],
  [
    'a role that writes no text',
    '---\nrole: executor\n---\nx',
    /^2:1 `role`: an executor changes files and writes no text; name another role/,
  ],
  ['a role that there is not', '---\nrole: autor\n---\nx', /^2:1 `role`/],
  ['a NUL character', 'a\nb\0', /^2:1 there is a NUL/],
];
for (const [what, text, says] of FAULTS) files(`fault: ${what}`, () => assert.match(faultsOf(text), says));

const PATHS: readonly [written: string, path: string | null][] = [
  ['notes.md', '.muster/artifacts/notes.md'],
  ['docs/a.md', '.muster/artifacts/docs/a.md'],
  ['.muster/artifacts/a.md', '.muster/artifacts/a.md'],
  ['./a.md', '.muster/artifacts/a.md'],
  ['../a.md', null],
  ['.muster/artifacts/../agents/x.md', null],
  ['/etc/x', null],
  ['.', null],
  ['a/', null],
  ['a\\..\\b', null],
];
for (const [written, path] of PATHS)
  files(`\`${written}\` is written ${path === null ? 'nowhere' : `to ${path}`}`, () => assert.is(artifactPath(written), path));

files('a parameter has the given value, otherwise its default', () => {
  const front = PromptFront.parse({ params: { a: { default: 1 }, b: {} } });
  assert.equal(paramsFor(front, { b: 'x' }), { kind: 'params', params: { a: '1', b: 'x' } });
  assert.match(JSON.stringify(paramsFor(front, {})), /needs the parameter `b`/);
  assert.match(JSON.stringify(paramsFor(front, { b: 'x', zebra: 'y' })), /no parameter `zebra`; its parameters are a, b/);
});

files.run();

// Which values of an environment are secrets, and what is left of a text without them.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { randomRuns } from '../../../../runtime/secrets/aws.ts';
import { hideDeep } from '../../../../runtime/secrets/deep.ts';
import { redact, secretValues } from '../../../../runtime/secrets/redact.ts';
import { SHAPES } from '../../../../runtime/secrets/shapes.ts';

const test = suite('secrets');

test('are the values whose names say so, if they are long enough', () => {
  const env = {
    OPENAI_API_KEY: 'abcdefgh-1',
    npm_token: 'abcdefgh-2',
    DB_PASSWORD: 'abcdefgh-3',
    AWS_SECRET_ACCESS: 'abcdefgh-44',
    GOOGLE_CREDENTIALS: 'abcdefgh-5',
    SHORT_KEY: 'abc',
    HOME: '/home/somebody',
    PATH: '/usr/bin',
    GONE_TOKEN: undefined,
  };
  assert.equal(secretValues(env), ['abcdefgh-44', 'abcdefgh-1', 'abcdefgh-2', 'abcdefgh-3', 'abcdefgh-5']);
});

test('of many lines are recognised line by line', () => {
  const lines = ['-----BEGIN KEY-----', 'MIIEvQIBADANBg', '-----END KEY-----'];
  const values = secretValues({ SIGNING_KEY: lines.join('\n') });
  assert.is(redact(lines.join('\r\n'), values), '[redacted]\r\n[redacted]\r\n[redacted]');
});

test('are removed from a text, also as JSON writes them', () => {
  const secret = 'a"b\\c-12345';
  assert.is(redact(`${secret} and ${JSON.stringify({ secret })}`, [secret]), '[redacted] and {"secret":"[redacted]"}');
});

test('that look like a key are removed, and a word that only starts like one is not', () => {
  const text = `sk-${'a'.repeat(20)} ghp_${'b'.repeat(36)} github_pat_${'c'.repeat(30)} glpat-${'d'.repeat(20)}`;
  assert.is(redact(text, []), '[redacted] [redacted] [redacted] [redacted]');
  const innocent = 'risk-averse ghosts task-runner AKIA xoxo light sk-short';
  assert.is(redact(innocent, []), innocent);
});

test('are removed from every text in a value, and its keys stay', () => {
  const value = { ghp_key: ['x-secret-x', 7, null, { deep: 'a x-secret-x b' }] };
  assert.equal(
    hideDeep(value, (text) => redact(text, ['x-secret-x'])),
    { ghp_key: ['[redacted]', 7, null, { deep: 'a [redacted] b' }] },
  );
});

test('never span two texts of a value, whatever the texts are', () => {
  const hide = (text: string): string => redact(text, ['x-secret-x']);
  const parts = ['http://a:b', '@c', '-----BEGIN PRIVATE KEY-----', 'M'.repeat(64), 'x-sec', 'ret-x', '\n<\uf8ff>\n', 'the x-secret-x', ''];
  const clean = { a: ['x', 1], b: null };
  assert.is(hideDeep(clean, hide), clean, 'without a secret it is no copy');
  assert.equal(hideDeep(parts, hide), parts.map(hide));
  const many = Array.from({ length: 3_000 }, (_, at) => ({ at, text: `${at} x-secret-x` }));
  assert.equal(
    hideDeep(many, hide),
    many.map(({ at }) => ({ at, text: `${at} [redacted]` })),
  );
});

/** Letters that some tail takes. */
const LETTERS = ['a1', 'A1', 'aB', 'f0'];

test('of every listed form are recognised by how they start and continue', () => {
  for (const { provider, starts, tail, least, after, loose } of SHAPES) {
    const letters = LETTERS.find((it) => new RegExp(`^${tail}+$`).test(it)) ?? '';
    for (const start of starts) {
      const before = after === '\\d{8,10}' ? '123456789' : after === '[A-Za-z0-9]{14}' ? 'abcdefgh123456' : '';
      const rest = letters.repeat(least);
      const token = start + (loose === undefined ? rest : start === 'eyJ' ? `${rest}.eyJ${rest}.${rest}` : `${rest}.${rest}`);
      assert.is(redact(`<${before}${token}>`, []), `<${before}[redacted]>`, provider);
    }
  }
});

const PEM = `-----BEGIN PRIVATE KEY-----\n${`${'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj'}\n`.repeat(3)}MzE=\n-----END PRIVATE KEY-----`;
const HIDDEN_PEM = '-----BEGIN PRIVATE KEY-----\n[redacted]\n-----END PRIVATE KEY-----';
const AWS = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const GITHUB = `ghp_${'a1B2'.repeat(9)}`;

const SITUATIONS: [what: string, text: string, left: string][] = [
  ['a private key', PEM, HIDDEN_PEM],
  ['a private key as JSON writes it', JSON.stringify({ key: PEM }), JSON.stringify({ key: HIDDEN_PEM })],
  ['one in a diff', PEM.replaceAll('\n', '\n+'), '-----BEGIN PRIVATE KEY-----\n+[redacted]\n+-----END PRIVATE KEY-----'],
  ['one whose end was cut off', PEM.slice(0, 200), '-----BEGIN PRIVATE KEY-----\n[redacted]'],
  [
    'one with a passphrase and headers',
    PEM.replace('KEY-----\n', 'KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,ABCDEF\n\n'),
    HIDDEN_PEM,
  ],
  [
    'the words of a frame in prose',
    'from -----BEGIN PRIVATE KEY----- to -----END PRIVATE KEY-----, say',
    'from -----BEGIN PRIVATE KEY----- to -----END PRIVATE KEY-----, say',
  ],
  [
    'a certificate',
    '-----BEGIN CERTIFICATE-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEA\n-----END CERTIFICATE-----',
    '-----BEGIN CERTIFICATE-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEA\n-----END CERTIFICATE-----',
  ],
  ['an AWS secret key', `aws_secret_access_key = ${AWS}`, 'aws_secret_access_key = [redacted]'],
  ['an AWS secret key without a name', `"${AWS}"`, '"[redacted]"'],
  ['a commit', 'at 3b18e512dba79e4c8300dd08aeb37f8e728b8dad', 'at 3b18e512dba79e4c8300dd08aeb37f8e728b8dad'],
  ['a path of forty letters', 'src/components/HeaderNavigationBarItem2/', 'src/components/HeaderNavigationBarItem2/'],
  ['a password in an address', 'postgres://ann:hunter2@db:5432/x', 'postgres://ann:[redacted]@db:5432/x'],
  ['one with an @ in it', 'at redis://:p@ss@w0rd@db:6379/0 and me@there', 'at redis://:[redacted]@db:6379/0 and me@there'],
  ['a key within JSON within JSON', JSON.stringify(JSON.stringify({ key: PEM })), JSON.stringify(JSON.stringify({ key: HIDDEN_PEM }))],
  [
    'a key with the line ends of Windows',
    JSON.stringify(PEM.replaceAll('\n', '\r\n')),
    JSON.stringify(HIDDEN_PEM.replaceAll('\n', '\r\n')),
  ],
  [
    'an address without one',
    'http://localhost:3000/@scope and ssh://git@host:22/x',
    'http://localhost:3000/@scope and ssh://git@host:22/x',
  ],
  [
    'the place for a password',
    'postgres://$USER:${PASS}@db and http://u:<password>@h',
    'postgres://$USER:${PASS}@db and http://u:<password>@h',
  ],
  ['a token with a colour in it', `\u001b[31mghp_${'a1B2'.repeat(4)}\u001b[0m${'a1B2'.repeat(5)}`, '\u001b[31m[redacted]'],
  ['one with a colour as JSON writes it', JSON.stringify(`ghp_${'a1B2'.repeat(4)}\u001b[0m${'a1B2'.repeat(5)}`), '"[redacted]"'],
  ['one with a letter in it that nobody sees', `ghp_${'a1B2'.repeat(4)}\u200b${'a1B2'.repeat(5)}`, '[redacted]'],
  ['one in the title of a window', `\u001b]0;${GITHUB}\u0007`, '\u001b]0;[redacted]\u0007'],
  ['two side by side', `${GITHUB} ${GITHUB}`, '[redacted] [redacted]'],
];

for (const [what, text, left] of SITUATIONS) test(`are told from what is none: ${what}`, () => assert.is(redact(text, []), left));

test('of forty characters without a prefix are runs of exactly forty, wherever they are', () => {
  const pattern = /(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g;
  const lengths = [0, 1, 2, 38, 39, 40, 41, 79, 80, 81];
  const between = ['', ' ', '=', '\n', '"', '“', '.x.', '/'];
  const words = lengths.map((length) => 'aB3/+z'.repeat(20).slice(0, length));
  const all = words.flatMap((one) => between.flatMap((sign) => words.map((other) => `${one}${sign}${other}`)));
  for (const text of [...all, ...all.map((it) => `x ${it}`), ...all.map((it) => `${it}${it}`)]) {
    const sought = [...text.matchAll(pattern)].map(({ index }) => ({ from: index, to: index + 40 }));
    assert.equal([...randomRuns(text)], sought, text);
  }
  assert.is(all.filter((it) => it.search(pattern) >= 0).length > 100, true);
});

test('are found whatever unseen character stands within them', () => {
  const all = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code));
  // Text, and what begins a sequence that takes in what follows.
  const others = ['\t', '\n', '\r', '\u001b', '\u0090', '\u0098', '\u009b', '\u009d', '\u009e', '\u009f'];
  const isUnseen = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}]/u;
  const unseen = all.filter((it) => isUnseen.test(it) && !others.includes(it));
  assert.ok(unseen.length > 100);
  for (const it of [...unseen, '\u001b[0m', '\u009b1m', '\\u001b[0m', '\\u009B0m', '\u001b]0;title\u0007'])
    assert.is(redact(`say x-sec${it}ret-x`, ['x-secret-x']), 'say [redacted]', JSON.stringify(it));
});

test('in much hostile text are found in little more time than in any other', () => {
  // Each of these takes for ever when a form is sought again from every place.
  for (const text of [
    '-----BEGIN PRIVATE KEY-----',
    '-----BEGIN PRIVATE KEY-----\\\\a ',
    '\\',
    'http://a:',
    'http://a:x@',
    '@',
    'secret = ',
    'eyJ',
    '\u001b]',
    '\u001b[;',
    'AAAA',
  ])
    assert.type(redact(text.repeat(200_000), ['x-secret-x']), 'string');
});

test.run();

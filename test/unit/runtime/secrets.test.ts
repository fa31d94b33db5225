// Which values of an environment are secrets, and what is left of a text without them.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FORM_BEGINNINGS, redact, redactDeep, SECRET_FORMS, secretValues } from '../../../runtime/secrets.ts';

const test = suite('secrets');

test('are the values whose names say so, if they are long enough to be told from words', () => {
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

test('of many lines are known line by line', () => {
  const lines = ['-----BEGIN KEY-----', 'MIIEvQIBADANBg', '-----END KEY-----'];
  const values = secretValues({ SIGNING_KEY: lines.join('\n') });
  assert.is(redact(lines.join('\r\n'), values), '[redacted]\r\n[redacted]\r\n[redacted]');
});

test('are gone from a text, also as JSON writes them', () => {
  const secret = 'a"b\\c-12345';
  assert.is(redact(`${secret} and ${JSON.stringify({ secret })}`, [secret]), '[redacted] and {"secret":"[redacted]"}');
});

test('that look like a key are gone by their look, and a word that only begins so is not', () => {
  const text = `sk-${'a'.repeat(20)} ghp_${'b'.repeat(36)} github_pat_${'c'.repeat(30)} glpat-${'d'.repeat(20)}`;
  assert.is(redact(text, []), '[redacted] [redacted] [redacted] [redacted]');
  const innocent = 'risk-averse ghosts task-runner AKIA xoxo light sk-short';
  assert.is(redact(innocent, []), innocent);
});

test('are gone from every text in a value, and its keys stay', () => {
  const value = { ghp_key: ['x-secret-x', 7, null, { deep: 'a x-secret-x b' }] };
  assert.equal(redactDeep(value, ['x-secret-x']), { ghp_key: ['[redacted]', 7, null, { deep: 'a [redacted] b' }] });
});

test('have their beginnings listed, each of which some form begins with', () => {
  const filled = { 'AKIA': 'AKIAIOSFODNN7EXAMPLE' } as Record<string, string>;
  for (const beginning of FORM_BEGINNINGS) {
    const token = filled[beginning] ?? `${beginning}${'a1'.repeat(20)}`;
    assert.is(redact(token, []), '[redacted]', beginning);
  }
  const alternatives = SECRET_FORMS.source.replace(/^\\b\(\?:|\)$/g, '').split('|');
  for (const form of alternatives)
    assert.ok(
      FORM_BEGINNINGS.some((it) =>
        form
          .replace('[pousr]', it[2] ?? '')
          .replace('[abp]', it[3] ?? '')
          .startsWith(it),
      ),
      form,
    );
});

test.run();

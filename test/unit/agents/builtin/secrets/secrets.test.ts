// What `secrets` finds in planted repositories, what it leaves alone, and that it never repeats a secret.
// Tokens are put together here from their parts, so that no scanner takes this file for a leak.

import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Rule } from '../../../../../agents/builtin/rule.ts';
import { secrets } from '../../../../../agents/builtin/secrets/analyser.ts';
import { assignedLiteral } from '../../../../../agents/builtin/secrets/assigned-literal.ts';
import { hasBase62Checksum, hasBech32Checksum, hasGrafanaChecksum } from '../../../../../agents/builtin/secrets/checksums.ts';
import { privateKey } from '../../../../../agents/builtin/secrets/private-key.ts';
import { providerToken } from '../../../../../agents/builtin/secrets/provider-token.ts';
import { stillInHistory } from '../../../../../agents/builtin/secrets/still-in-history.ts';
import { giveVerdicts } from '../../../../../agents/builtin/verdicts.ts';
import { checkedHits, claimed, type Files, places, withRepository } from '../planted.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const base62 = (number: number): string => (number < 62 ? '' : base62(Math.floor(number / 62))) + (ALPHABET[number % 62] ?? '');
const BODY = 'kP3vXq9LmZ2wRt7YbN4cJd8HsG5fWa';
const withChecksum = (prefix: string, body = BODY): string => `${prefix}_${body}${base62(crc32(body)).padStart(6, '0')}`;
const GITHUB = withChecksum('ghp');
const STRIPE = ['sk', 'live', '4eC39HqLyjWDarjtT1zdp7dcVq8RmK'].join('_');
const MACHINE_MADE = 'q7Rk2Vx9Zt4Lm8Wp3';

/** No text of any hit holds the secret, nor half of it. */
async function severities(rule: Rule, commits: Files[], secrets: string[], options = {}): Promise<string[]> {
  return withRepository(
    commits,
    async (repository) => {
      const hits = await checkedHits(rule, repository);
      const said = JSON.stringify(hits);
      for (const secret of secrets) {
        assert.not.ok(said.includes(secret), 'the secret is not repeated');
        assert.not.ok(said.includes(secret.slice(-10)), 'nor is its end');
      }
      return hits.map((it) => it.severity);
    },
    options,
  );
}

const checksums = suite('checksums');

checksums('GitHub and npm, Grafana, bech32', () => {
  // The example that GitHub's format was explained with, in two parts.
  assert.ok(hasBase62Checksum(['ghp', `zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ${'0mLq17'}`].join('_')));
  assert.not.ok(hasBase62Checksum(['ghp', `zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ${'0mLq18'}`].join('_')));
  const grafana = ['glsa', 'a'.repeat(32)].join('_');
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(crc32(grafana));
  assert.ok(hasGrafanaChecksum(`${grafana}_${sum.toString('hex')}`));
  assert.not.ok(hasGrafanaChecksum(`${grafana}_00000000`));
  // Valid strings of the bech32 specification (BIP 173).
  for (const valid of [
    'A12UEL5L',
    'abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw',
    'split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w',
  ])
    assert.ok(hasBech32Checksum(valid), valid);
  for (const wrong of ['A12UEL5M', 'split1checkupstagehandshakeupstreamerranterredcaperred2y9e3x', 'noseparator', '1nwldj5'])
    assert.not.ok(hasBech32Checksum(wrong), wrong);
});

const tokens = suite('secrets/provider-token');

tokens('a token with a right checksum is critical, elsewhere major, and never repeated', async () => {
  const files: Files = {
    'src/a.js': `const a = 1;\nfetch(url, { token: '${GITHUB}' });\n`,
    'test/b.test.js': `const t = '${GITHUB}';\n`,
    'config/c.yml': `stripe: ${STRIPE} # ${GITHUB}\n`,
  };
  assert.equal(await places(providerToken, [files]), ['config/c.yml:1', 'config/c.yml:1', 'src/a.js:2', 'test/b.test.js:1']);
  assert.equal((await severities(providerToken, [files], [GITHUB, STRIPE])).sort(), ['critical', 'critical', 'major', 'major']);
});

tokens('a wrong checksum, a wrong length, tests, docs, comments and placeholders are left alone', async () => {
  const files: Files = {
    'src/checksum.js': `a = '${GITHUB.slice(0, -1)}${GITHUB.endsWith('a') ? 'b' : 'a'}';\n`,
    'src/length.js': `a = '${GITHUB}x';\nb = '${STRIPE.slice(0, 20)}';\n`,
    'src/comment.js': `// ${STRIPE}\nconst a = 1; /* ${STRIPE} */\n`,
    'src/config.yml': `# key: ${STRIPE}\n`,
    'src/placeholder.js': `a = '${['sk', 'live', 'x'.repeat(24)].join('_')}';\nb = '${withChecksum('ghp', 'a'.repeat(30))}';\n`,
    'test/a.js': `a = '${STRIPE}';\n`,
    'docs/a.md': `\`${STRIPE}\`\n`,
    '.env.example': `STRIPE=${STRIPE}\n`,
    'src/public.js': `a = '${['pk', 'live', '4eC39HqLyjWDarjtT1zdp7dc'].join('_')}'; b = '${['AIza', 'SyA9bC8dE7fG6hI5jK4lM3nO2pQ1rS0tU9v'].join('')}';\n`,
    'src/aws.js': `id = '${['AKIA', 'QWERTYUIOPASDFGH'].join('')}';\n`,
  };
  assert.equal(await places(providerToken, [files]), []);
});

tokens('an AWS key is one with its secret beside it', async () => {
  const secret = 'Zt4Lm8Wp3q7Rk2Vx9Zt4Lm8Wp3q7Rk2Vx9aBcD/1';
  const files: Files = {
    'deploy/aws.ini': `aws_access_key_id = ${['AKIA', 'QWERTYUIOPASDFGH'].join('')}\naws_secret_access_key = ${secret}\n`,
  };
  assert.equal(await places(providerToken, [files]), ['deploy/aws.ini:2']);
  assert.equal(await severities(providerToken, [files], [secret]), ['major']);
});

const keys = suite('secrets/private-key');
const rsa = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const locked = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

keys('finds a key that decodes, even with escaped line breaks', async () => {
  const files: Files = {
    'deploy/server.key': rsa.privateKey,
    'deploy/account.json': `{\n  "private_key": ${JSON.stringify(rsa.privateKey)}\n}\n`,
  };
  assert.equal(await places(privateKey, [files]), ['deploy/account.json:2', 'deploy/server.key:1']);
  assert.equal(await severities(privateKey, [files], [rsa.privateKey.split('\n')[3] ?? '']), ['major', 'major']);
});

/** A certificate of the key by the key itself, put together by hand: node makes none. */
function selfSigned(issuer: string, subject: string, privatePem: string): string {
  const der = (tag: number, ...parts: Buffer[]): Buffer => {
    const body = Buffer.concat(parts);
    const size = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 255];
    return Buffer.concat([Buffer.from([tag, ...size]), body]);
  };
  const name = (text: string): Buffer => der(0x30, der(0x31, der(0x30, der(6, Buffer.from([0x55, 4, 3])), der(0x0c, Buffer.from(text)))));
  const algorithm = der(0x30, der(6, Buffer.from('2a864886f70d01010b', 'hex')), der(5));
  const time = (text: string): Buffer => der(0x17, Buffer.from(text));
  const key = createPrivateKey(privatePem);
  const body = der(
    0x30,
    der(0xa0, der(2, Buffer.from([2]))),
    der(2, Buffer.from([1])),
    algorithm,
    name(issuer),
    der(0x30, time('260101000000Z'), time('360101000000Z')),
    name(subject),
    createPublicKey(key).export({ type: 'spki', format: 'der' }),
  );
  const certificate = der(0x30, body, algorithm, der(3, Buffer.from([0]), sign('sha256', body, key)));
  return `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}

keys('ignores a self-signed pair, but not one that somebody else signed', async () => {
  const own = { 'deploy/server.key': rsa.privateKey, 'deploy/server.crt': selfSigned('here', 'here', rsa.privateKey) };
  assert.equal(await places(privateKey, [own]), []);
  const trusted = { ...own, 'deploy/server.crt': selfSigned('authority', 'here', rsa.privateKey) };
  assert.equal(await places(privateKey, [trusted]), ['deploy/server.key:1']);
});

keys('leaves public, locked, broken, local and made-up keys alone', async () => {
  const files: Files = {
    'deploy/public.pem': rsa.publicKey,
    'deploy/locked.key': locked.privateKey,
    'deploy/broken.key': rsa.privateKey.replace(/\n[A-Za-z0-9+/]{64}\n/, '\n'),
    'deploy/format.js': "const head = '-----BEGIN PRIVATE KEY-----';\nconst tail = '-----END PRIVATE KEY-----';\n",
    'certs/localhost.key': rsa.privateKey,
    'test/server.key': rsa.privateKey,
    'docs/key.md': rsa.privateKey,
    'examples/server.key': rsa.privateKey,
  };
  assert.equal(await places(privateKey, [files]), []);
});

const literals = suite('secrets/assigned-literal');

literals('finds a value made by a machine under a name with secret in it', async () => {
  const files: Files = {
    'src/a.js': `const clientSecret = '${MACHINE_MADE}';\nconst o = { "secret-key": "${MACHINE_MADE}" };\n`,
    'src/a.py': `DB_SECRET = '${MACHINE_MADE}'\n`,
    '.env': `SESSION_SECRET=${MACHINE_MADE}\nexport API_SECRET="${MACHINE_MADE}"\n`,
    'conf/app.yml': `oauth:\n  secret: "${MACHINE_MADE}"\n`,
  };
  assert.equal(await places(assignedLiteral, [files]), ['.env:1', '.env:2', 'conf/app.yml:2', 'src/a.js:1', 'src/a.js:2', 'src/a.py:1']);
  assert.equal(new Set(await severities(assignedLiteral, [files], [MACHINE_MADE])), new Set(['major']));
});

literals('leaves words, references, hashes, ids, other names, tests, docs and comments alone', async () => {
  const files: Files = {
    'src/a.js': [
      "const secret = 'correct-horse-battery';",
      "const mySecret = 'short1';",
      "const theSecret = 'aes256-gcm-v2-bytes';",
      "const apiSecret = process.env.API_SECRET || 'changeme1234567';",
      'const dbSecret = `${prefix}a1b2c3d4e5`;',
      "const urlSecret = 'https://a1b2c3d4.example.org/x1y2z3';",
      "const hashedSecret = '$2y$10$92IXUNpkjO0rOQ5byMi.Ye4oKoEa3Ro9llC';",
      "const clientSecret = '3f2504e0-4f89-11d3-9a0c-0305e82c3301';",
      `// const clientSecret = '${MACHINE_MADE}';`,
      `const cacheKey = '${MACHINE_MADE}';`,
      `const password = '${MACHINE_MADE}';`,
      `const secretName = '${MACHINE_MADE}';`,
    ].join('\n'),
    'src/search.js': `docsearch({ secret: '${MACHINE_MADE}', indexName: 'shop' });\n`,
    'src/Database/DemoSeeder.php': `$secret = '${MACHINE_MADE}';\n`,
    'test/a.js': `const clientSecret = '${MACHINE_MADE}';\n`,
    'docs/a.md': `client_secret = "${MACHINE_MADE}"\n`,
    '.env.example': `SESSION_SECRET=${MACHINE_MADE}\n`,
    'config/dev.js': `const clientSecret = '${MACHINE_MADE}';\n`,
    'src/locales/en.json': `{ "secret": "${MACHINE_MADE}" }\n`,
  };
  assert.equal(await places(assignedLiteral, [files]), []);
});

const history = suite('secrets/still-in-history');

history('finds what was deleted, from the commit before', async () => {
  const files: Files = { '.env': `PORT=3000\nSESSION_SECRET=${MACHINE_MADE}\n`, 'deploy/id_rsa': rsa.privateKey, 'a.txt': 'a\n' };
  const remove = ['.env', 'deploy/id_rsa'];
  const found = await places(stillInHistory, [files, { 'a.txt': 'b\n' }], { remove });
  assert.is(found.length, 2);
  for (const it of found) assert.match(it, /^git show [0-9a-f]{12}\^:(\.env|deploy\/id_rsa)$/);
  assert.equal(await severities(stillInHistory, [files], [MACHINE_MADE], { remove }), ['major', 'major']);
  assert.is((await places(stillInHistory, [files, { 'a.txt': 'b\n' }], { remove, range: true })).length, 2);
});

history('supports its finding when it is asked again', async () => {
  const files: Files = { '.env': `SESSION_SECRET=${MACHINE_MADE}\n`, 'a.txt': 'a\n' };
  const words = await withRepository(
    [files],
    async (repository) => {
      const shown = (await checkedHits(stillInHistory, repository)).map((hit) => claimed(stillInHistory, hit));
      return (await giveVerdicts(repository, secrets, shown, () => {})).verdicts.map((it) => it.verdict);
    },
    { remove: ['.env'] },
  );
  assert.equal(words, ['AGREE']);
});

history('ignores examples, empty settings, what is still there and what a range did not remove', async () => {
  const files: Files = {
    '.env': 'PORT=3000\nSESSION_SECRET=changeme\n',
    '.env.example': `SESSION_SECRET=${MACHINE_MADE}\n`,
    'test/id_rsa': rsa.privateKey,
    'a.txt': 'a\n',
  };
  assert.equal(await places(stillInHistory, [files], { remove: ['.env', '.env.example', 'test/id_rsa'] }), []);
  const renamed: Files = { 'deploy/id_rsa': rsa.privateKey, 'deploy/ssh/id_rsa': rsa.privateKey };
  assert.equal(await places(stillInHistory, [renamed], { remove: ['deploy/id_rsa'] }), []);
});

for (const it of [checksums, tokens, keys, literals, history]) it.run();

// `password = "…"`, `API_KEY: '…'`, `SECRET=…`: a value assigned to a name that ends in a word for a secret.

import { isPlaceholder, isReadable } from './placeholder.ts';

export type Assignment = { name: string; value: string; offset: number };

const WORD =
  'pass(?:word|wd|phrase)|pwd|secret(?:[_-]?key)?|(?:api|access|auth|private|signing|encryption|master|app|session|jwt|hmac)[_-]?(?:key|token|secret)|token|client[_-]?secret|credentials?';
/** Password, key and token may also name something public, encrypted, a demo or a default; a secret is a secret. */
const SECRET = /secret/i;
const NAME = `["']?((?:[A-Za-z0-9]+[._-])*[A-Za-z0-9]*?(?:${WORD}))["']?`;
/** In code and data: a quoted value. */
const QUOTED = new RegExp(`(?<![A-Za-z0-9_$-])${NAME}\\s*(?::=|=>|[:=])\\s*(["'\`])([^"'\`\\s\\\\]{12,200})\\2`, 'gi');
/** In .env, .properties and the like: the rest of the line. */
const BARE = new RegExp(`^[ \\t]*(?:export[ \\t]+)?${NAME}[ \\t]*=[ \\t]*(?!["'])([^\\s"'#;]{12,200})[ \\t]*$`, 'gim');

/** Names that only look like it: `tokenType`, `password_field`, public halves, cache and sort keys. */
const HARMLESS =
  /sign(?:ature|ing)?[_-]?(?:secret|key)|public|pub_?key|publish|site_?key|sort|partition|primary|foreign|index|cache|object|s3|translation|i18n|hash|digest|fingerprint|thumbprint|checksum|csrf|xsrf|placeholder|label|title|message|hint|header|cookie|_id$|param|field|column|next_?token|page_?token|continuation|cursor|sync_?token|design|color|lexer|parser|grammar|stop_?token|eos_?token|bos_?token|pad_?token|mask_?token|sep_?token|unk_?token|measurement|tracking|analytics|dsn|write_?key|search_?key|docsearch|algolia|maps?_?(api)?_?key|mapbox|firebase|recaptcha|segment|mixpanel|amplitude|posthog|bugsnag|sentry|instrumentation/i;

/** What stands near browser keys only, which are public. */
const PUBLIC_NEAR =
  /algolia|docsearch|indexName|appId|firebase|authDomain|measurementId|messagingSenderId|posthog|mapbox|recaptcha|google[_-]?maps|amplitude|mixpanel|segment|bugsnag|publishable/i;

export function assignmentsIn(text: string, options: { bare: boolean; named: 'secret' | 'any' }): Assignment[] {
  const found: Assignment[] = [];
  const add = (name: string, value: string, offset: number): void => {
    if (!/[A-Za-z]/.test(value) || !/\d/.test(value) || HARMLESS.test(name)) return;
    if (options.named === 'secret' && !SECRET.test(name)) return;
    // A password's hash is not the password.
    if (
      /^\$(?:\d\w?|argon2\w*|pbkdf2[\w-]*|apr1|scrypt)\$|^(?:sha\d*|md5|bcrypt|pbkdf2\w*|argon2\w*|scrypt)[:$]|^\{(?:S?SHA|SSHA\d*|CRYPT|bcrypt)\}/i.test(
        value,
      )
    )
      return;
    if (isPlaceholder(value) || isReadable(value) || /[(){}<>[\]]/.test(value) || /^[A-Za-z_]\w*(\.\w+)+$/.test(value)) return;
    if (PUBLIC_NEAR.test(text.slice(Math.max(0, offset - 400), offset + 400))) return;
    found.push({ name, value, offset });
  };
  for (const match of text.matchAll(QUOTED)) add(match[1] ?? '', match[3] ?? '', match.index + match[0].lastIndexOf(match[3] ?? ''));
  if (options.bare)
    for (const match of text.matchAll(BARE)) add(match[1] ?? '', match[2] ?? '', match.index + match[0].lastIndexOf(match[2] ?? ''));
  return found.sort((a, b) => a.offset - b.offset);
}

export const takesBare = (path: string): boolean => /(^|\/)[^/]*\.env(\.[^/]*)?$|\.(properties|ini|cfg|conf)$/i.test(path);

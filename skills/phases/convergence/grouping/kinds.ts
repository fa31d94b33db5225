// What kind of problem a text speaks of: two reviewers who mean one thing seldom use one word for it,
// “stampede” and “race”, “hangs” and “no deadline”. A row is a kind and how people say it; to teach it a
// saying, add it to its row and run the corpus in test/fixtures/convergence.

/** Between bars, each the beginning of a word or phrase in lower case; ` * ` skips up to three words. */
const SAYINGS: Readonly<Record<string, string>> = {
  // what an attacker can do
  'injection':
    'inject | inyecci | injektion | 注入 | sqli | unsanitis | unsanitiz | interpolat | concatenat | arbitrary command | arbitrary sql | to a shell | parameteri',
  'script in a page':
    'xss | cross-site script | innerhtml | dangerouslysetinnerhtml | raw html | unescaped | escape the output | htmlspecialchars',
  'script in a link': 'javascript: | scheme | open redirect',
  'forged request': 'csrf | xsrf | cross-site request | authenticity token | verify_authenticity_token | another site',
  'forged message': 'signature | hmac | forged | fake event | unsigned',
  'server-side request': 'ssrf | internal address | metadata service',
  'path': 'path traversal | directory traversal | zip slip | ../ | outside of the folder | symlink',
  'access':
    'authoris | authoriz | idor | access control | ownership | owner | privilege escalation | any user can | any signed-in user | of other customers | berechtigung',
  'guessing': 'brute | rate limit | rate-limit | throttl | lockout | unlimited * attempt | guessed | captcha',
  'enumeration': 'enumerat | which accounts exist | registered | reveals which',
  'secret':
    'hard-coded | hardcoded | hard coded | credential | secret key | live key | api key | plain text | committed | rotate | revoke | 密钥 | 硬编码 | zugangsdaten | clave | contraseña',
  'logged secret': 'written to the log | logs the | logged in clear | in the log | leaks into log',
  'weak cryptography': 'md5 | sha-1 | sha1 | ecb | math.random | predictable | weak hash | weak cipher',
  'certificate': 'tls | certificate | rejectunauthorized | man in the middle | man-in-the-middle | verify=false',
  'timing': 'timingsafeequal | constant time | constant-time | through timing | timing attack',
  'origins': 'cors | allowed origin | every origin | all origins | any origin | access-control-allow',
  'cookie flags': 'httponly | samesite | secure flag | without secure',
  'unpinned':
    'unpinned | not pinned | pin it | pin a | pin the | moving ref | moving tag | tagged latest | tag latest | follows a branch | floating version',
  'too much permission': 'write permission | write-all | write access | least privilege | too many permissions | permissions:',
  'runs as root': 'as root | no user instruction | no user in | drops privileges | user instruction',
  'unsafe parsing': 'deserial | pickle | yaml.load | unserialize | prototype pollution',
  'slow pattern': 'backtrack | redos | exponential | nested quantifier',
  'exhaustion': 'declared length | trusts the length | zip bomb | billion laughs | no size limit',

  // at the same time
  'race':
    'race | toctou | check-then-act | stampede | concurrent caller | at the same time | not atomic | interleav | data race | wettlauf | carrera',
  'deadlock': 'deadlock | lock order | opposite order | other way round | block each other',
  'lock not released': 'unlock is not | lock stays held | never unlocked | not released on error | finally block',
  'lock held too long':
    'while the lock is held | critical section | inside the lock | locks the table | blocks all writes | blocks writes | concurrently | holds up every',
  'captured variable':
    'loop variable | range variable | capture | closes over | closure over | closures see | stale callback | stale closure | dependency list | dependency array',
  'no bound on work': 'unbounded number | concurrency limit | semaphore | errgroup | all jobs run at once | unbounded parallel',

  // resources
  'not closed':
    'never closed | not closed | unclosed | descriptor | handle leak | file handle | not released | connection leak | with open',
  'not unsubscribed': 'never removed | listener | unsubscrib | cleanup | clearinterval | removeeventlistener',
  'grows': 'without bound | unbounded | never evicted | evict | lru | grows | never cleaned | time to live | memory leak',
  'blocked sender': 'senders block | goroutine leak | goroutines leak | nobody reads',
  'waits for ever':
    'timeout | time-out | deadline | hangs | indefinitely | waiting for ever | waits forever | abortsignal | stalled | zeitüberschreitung',
  'done twice':
    'idempoten | charged twice | pays twice | double charge | redeliver | resend | processed several times | duplicate processing | non-idempotent',
  'resource limits': 'resource limit | resources section | memory limit | cpu limit | requests and limits | cpu or memory',

  // errors
  'swallowed error':
    'bare except | swallow | silently ignored | goes unnoticed | hides every failure | ignores its error | error is discarded | error is ignored | empty catch | unchecked error | assigned to _ | verschluckt',
  'sticky failure': 'failed load is cached | cached for ever | caches the error | caches failures',
  'unhandled': 'unhandled | does not rescue | not caught | uncaught | answers 500 | internal error instead | rejection',
  'ignored status': 'response.ok | error status | status is ignored | status code',
  'parse failure': 'malformed | json.parse | parse error | bad message',
  'not there': 'undefined | null | nil pointer | nonetype | optional chaining | dereferenc | not loaded | 空指针',
  'out of range': 'out of range | slice-bounds | slice bounds | past the end | index out of | bounds check | clamp',
  'one too many':
    'off-by-one | off by one | one too many | one too few | one element too | one byte | last item | last row | fencepost | terminator',
  'buffer overflow': 'buffer overflow | strcpy | stack overflow | overwrites the stack | without a length check | behind the array',
  'panic': 'unwrap | panics the | expect() on',
  'undefined behaviour': 'undefined behaviour | undefined behavior | unchecked | use after free | double free | uninitiali',
  'empty input': 'empty invoice | empty list | empty array | initial value | division by zero',
  'unvalidated': 'not validated | schema | unvalidated | zod | validate',

  // values
  'rounding': 'floating point | floating-point | floats | rounding | in cents | integer cents | decimal | tolerance',
  'time zone': 'time zone | timezone | local time | utc',
  'length of a day': 'clocks change | daylight | 24 hours | 86400 | dst',
  'month': 'month',
  'encoding': 'encoding | utf-8 | utf8 | cp1252 | charset | mojibake',
  'letter case': 'case-sensitive | case-insensitive | case sensitive | lower-case | lowercase',
  'identity': 'identity | compared with is | is operator | same object | identität',
  'truthiness': 'truth | non-empty string | any non-empty | boolean(',
  'order': 'order by | deterministic | unsorted | sort order',
  'mutable default':
    'mutable default | default argument | shares one dict | shared default | default value * dict | default value * list | dict created once',
  'duplicate':
    'duplicate key | defined twice | duplicate definition | second definition | overrides the first | shadow | overridden | replaces the one',
  'too strict': 'are refused | does not match | are rejected | too strict',
  'not anchored': 'anchor | without ^',

  // speed
  'many queries':
    'n+1 | query per | query for each | own query | round trip | lazily | select_related | queried inside | one database query',
  'too much data': 'select * | all columns | bundle | blob | whole of | over-fetch',

  // tests
  'asserts nothing': 'matcher | no-op | asserts nothing | tobe or',
  'tuple asserted': 'tuple | always true',
  'not awaited': 'not awaited | neither awaited | un-awaited | missing await | floating promise',
  'focused test': '.only | focused test | fit(',

  // the project around the code
  'dead link': 'dead link | broken link | link target | link to | points to * guide',
  'missing file': 'does not exist | not in this tree | was deleted | no such file | names a file | names a path | is gone | entry point',
  'undeclared': 'undeclared | not declared | missing dependency | transitive | hoist | stands in no block',
  'old version': 'out of date | outdated | contradict | satisfies both | end of life',
  'licence': 'license | licence',
  'overdue': 'todo | should have been removed | remove after | promises to drop | has been passed',
  'lost data': 'for good | data loss | values are lost | without a copy | hard delete | is dropped',
  'constraint': 'not null | constraint | existing rows | non-empty table | has rows',
  'placeholder': 'placeholder',
  'list keys': 'without a key | have no key | no key',
};

const SPOKEN: readonly (readonly [kind: string, pattern: RegExp])[] = Object.entries(SAYINGS).map(
  ([kind, sayings]) => [kind, new RegExp(sayings.split(' | ').map(patternOf).join('|'), 'u')] as const,
);

export function kindsOf(text: string): ReadonlySet<string> {
  const lower = text.normalize('NFKC').toLowerCase();
  return new Set(SPOKEN.filter(([, pattern]) => pattern.test(lower)).map(([kind]) => kind));
}

function patternOf(saying: string): string {
  const body = saying.split(' * ').map(literal).join('(?: \\S+){0,3} ');
  // Chinese is written without spaces: there a saying may begin anywhere.
  const beginsAWord = /^[\p{L}\p{N}]/u.test(saying) && !/^\p{sc=Han}/u.test(saying);
  return beginsAWord ? `(?<![\\p{L}\\p{N}])${body}` : body;
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

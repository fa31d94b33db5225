// Phrases for what an attacker can do. One row for each kind; kinds.ts explains the syntax.

export const SECURITY: Readonly<Record<string, string>> = {
  'injection':
    'inject | inyecci | injektion | 注入 | sqli> | unsanitis | unsanitiz | (interpolat/concatenat/pasted/spliced/formatted/built) * (sql/query/statement/command/shell/where/script/string) | arbitrary (command/sql/expression/code) | to a shell | shell=true | parameteri[sz]ed | bound parameter | prepared statement | placeholder * query | (sql/query/statement) * (interpolat/concatenat/by hand) | allow-list * column | (untrusted/user/attacker) * input * (sql/query/shell/run/command) | into sql | into the (sql/select/statement/query/shell) | into the (where/order) clause | executes * command | command * (shell/built)',
  'script in a page':
    'xss | cross-site script | cross site script | innerhtml | dangerouslysetinnerhtml | raw html | html escap | unescaped * (html/page/output/markup) | (printed/rendered/echoed/output) * (unescaped/raw) | escape the output | htmlspecialchars | store a script | markup * executed | v-html | autoescape | sanitiz * html',
  'script in a link': 'javascript: | href * scheme | scheme * href | url scheme',
  'open redirect': 'open redirect | redirect * (any/arbitrary/foreign/external/attacker/another) | unvalidated redirect',
  'forged request': 'csrf | xsrf | cross-site request | authenticity token | verify_authenticity_token | another site * (make/submit/post)',
  'forged message':
    '~ * signature | signature * ~ | hmac | forged | fake (event/message/payload) | unsigned | spoof | jwt * (verif/algorithm/none)',
  'server-side request': 'ssrf | internal address | metadata service | server-side request | fetches * (any/arbitrary) url',
  'path':
    'path traversal | directory traversal | zip slip | ../ | dot-dot | outside of the (folder/directory/root/upload) | symlink | absolute name | client-supplied (file/name) | file name * (client/user/attacker) | escapes the (folder/directory/root) | (unsanitised/unsanitized/unvalidated/unchecked) (file/path/name) | (any/arbitrary) path',
  'access':
    'authoris | authoriz | idor> | access control | access-control | broken access | ownership | (check/compare/belong) * owner | only the owner | privilege escalation | any (user/customer/caller/account/tenant) can | any signed-in | any logged-in | any authenticated | whoever is (logged/signed) | of (other/any/another) (customer/user/tenant/account) | (other/another) (customer/user/tenant/people) | permission check | tenant isolation | role check | berechtigung',
  'no login':
    'unauthenticated | ~ * authentication | without (a login/logging in) | anonymous access | auth bypass | authentication bypass | bypass * (login/authentication) | open to anyone | ~ * requires? login | login_required',
  'password check':
    'password * (~/any/every) * (check/compar/verif) | any password | ~ * (check/compar/verif) * password | accepts (every/any) password | always logs? in | accepts (anyone/everybody)',
  'guessing':
    'brute | rate limit | rate-limit | ratelimit | throttl | lockout | unlimited * attempt | guessed | captcha | (count/limit) * attempt',
  'enumeration': 'enumerat | which accounts exist | whether an? (account/address/user) exists | are registered | reveals which',
  'secret':
    'hard-coded (secret/key/token/password/credential) | hardcoded (secret/key/token/password/credential) | (secret/key/token/password/credential) * (hard-coded/hardcoded/committed/baked/source/repository/image/plain) | credential | secret key | live key | api key | api-key | committed | rotate | revoke | plain text password | 密钥 | 硬编码 | zugangsdaten | clave | contraseña | secretkeyref | in plain text',
  'logged secret':
    'secrets? in (the )?log | (writes?|written|writing) * (token|password|secret|credential) * log | (token/password/secret/credential/body/card/personal/session/pii) * (log>/logs>/logged/logger/printed to) | (log>/logs>/logged/logging/logger) * (token/password/secret/credential/card number/pii) | logged in clear | leaks into * log | sensitive data in log',
  'weak cryptography':
    'md5 | sha-1> | sha1> | ecb> | des> * cipher | weak (hash/cipher/crypto/algorithm) | (fast/unsalted) hash | salt> | bcrypt | argon2 | scrypt | static iv> | reused nonce | broken (hash/cipher/crypto)',
  'weak randomness':
    'math.random | predict | weak random | insecure random | cryptographic(ally|) * (generator/random/secure) | ~ * cryptographic | securerandom | crypto.random | mersenne | entropy | guessable | secrets.token | random source',
  'certificate':
    'tls> | certificate | rejectunauthorized | man in the middle | man-in-the-middle | mitm> | verify=false | ssl verif | insecureskipverify | hostname verif',
  'plain http':
    '(plain/unencrypted/insecure) (http/connection/channel/transport/script) | over http> | mixed content | mixed-content | http:// | instead of https | use https | unencrypted connection',
  'timing': 'timingsafeequal | constant time | constant-time | through timing | timing attack | timing side',
  'origins': 'cors> | allowed origin | every origin | all origins | any origin | access-control-allow | wildcard origin',
  'cookie flags': 'httponly | http-only | samesite | secure flag | without secure | flags? (of/on) the cookie | cookie * flag',
  'headers': 'security header | content-security-policy | csp> | x-frame-options | clickjack | hsts>',
  'opener': 'noopener | window.opener | tabnabbing | rel=noopener',
  'lifetime':
    '~ * expir | ~ * (ttl>/lifetime/time to live) * (token/session/link) | (token/session/link) * (~ expire/works for ever/valid for ever/never expires/forever valid) | never expire | end of validity | expires_at | without an expir | lifetime of (a/the) (token/session)',
  'not revoked': 'logout * (valid/usable/token) | session fixation | (regenerat/renew) * session | session * (regenerat/renew)',
  'integrity':
    'checksum | integrity (of|check|attribute|hash) | sha256 * (download/archive/compare) | (download/archive/artifact) * (unverif/~ verif/~ signature) | subresource | sri> | unverified download | compare a sha',
  'unpinned':
    'unpinned | ~ pinned | pin it | pin a | pin the | pin to | moving ref | moving tag | tagged latest | latest tag | tag latest | :latest | follows a branch | floating (version/tag) | fixed to a (sha/commit/digest) | wildcard version | any (future/newer) (release/version) | whatever (is newest/version) | has no version | version * wildcard | newest * (image/release/version)',
  'too much permission':
    'write permission | write-all | write access | least privilege | least-privilege | too many permission | (broad/excessive/wide) * permission | permissions: | (token/job/workflow) * (may/can) * (write/push) | iam * wildcard | overly permissive',
  'runs as root':
    'as root> | ~ * user instruction | drops? privilege | user instruction | unprivileged | non-root | uid 0 | privileged container',
  'exposed':
    'publicly (readable/accessible/exposed/reachable) | public-read | public acl | world-readable | (readable/reachable/accessible) (by/from) (everybody/everyone/anyone/the internet/the outside/outside) | exposed to the internet | (from/to) the internet | public (endpoint/address/subnet/bucket) | 0.0.0.0 | open to the world | binds to all',
  'not encrypted': '~ encrypted | unencrypted (storage/disk/volume/at) | encryption at rest | in the clear | kms>',
  'unsafe parsing':
    'deserial | pickle | yaml.load | safe_load | unsafe yaml | unserialize | prototype pollution | arbitrary * object | instantiates any | eval> | xxe> | external entit',
  'slow pattern':
    'backtrack | redos> | exponential * (time/regex/pattern) | nested quantifier | (regex/regular expression) * (hang/minutes)',
  'too large':
    '~ * (limit/cap/bound/maximum/upper bound/largest) * (size/length/upload/body/page/limit/rows/results/input/request) | (size/length/limit/upload/body) * ~ (limited/capped/bounded) | ~ capped | upper bound | declared length | trusts the length | zip bomb | billion laughs | ~ size limit | page size | (fill/exhaust) * (memory/disk) * one request | (pull/load) * (every row/whole table) * memory | requestsizelimit | any size | client can fill | limit * (upload/body/size)',
  'file type':
    '(any/every) kind of file | (any/every) file type | file type | content type * (check/trust/verif) | executable content * upload | mime | allowed extension | extension * (check/allow)',
  'mass assignment': 'mass assignment | mass-assignment | over-posting | any field * (set/update) | strong parameters',
  'disclosure':
    'stack trace * (client/user/response/shown) | internal details | verbose error | information disclosure * (error/stack) | leaks internal | debug mode | debug=true',
  'vulnerable dependency': 'cve- | known vulnerabilit | vulnerable (version/dependenc/release/package) | security advisor | ghsa-',
};

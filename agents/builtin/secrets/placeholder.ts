// Values in place of a secret: examples, words, sequences, references. Never reported.

const SAYS_SO =
  /example|sample|placeholder|dummy|fake|mock|test|demo|change.?me|change.?it|replace|redacted|your|insert|xxx|foo|bar\b|todo|secret|password|passw0rd|s3cr3t|p@ss|token|key|default|localhost|public|hunter2|lorem|abcdef|qwerty|123456|0123|deadbeef|cafebabe|badc0de|aaaa|0000|1111|\*\*\*|\.\.\.|…/i;

/** In a provider's random token only the plainest signs count, because words occur in it by chance. */
const SAYS_SO_IN_TOKEN = /example|placeholder|dummy|xxxx|fake|redacted|changeme|your|0123456|1234567|abcdef|deadbeef|(.)\1{5,}/i;

export const isPlaceholder = (value: string): boolean => SAYS_SO.test(value) || isReference(value) || isMonotone(value);

export const isPlaceholderToken = (token: string): boolean => SAYS_SO_IN_TOKEN.test(token) || isMonotone(token.replace(/^[a-z]+[-_]/i, ''));

/** Read from elsewhere when the program runs. */
const isReference = (value: string): boolean =>
  /\$\{|\$\(|\{\{|<%|%\(|%\{|#\{|<[\w -]+>|^\$\w+$|^%\w+%$|process\.env|os\.environ|getenv/.test(value);

/** Few different characters for its length. */
const isMonotone = (value: string): boolean => new Set(value).size < Math.min(8, value.length / 2);

/** Words, paths, versions, identifiers: made by people to be read. */
export function isReadable(value: string): boolean {
  if (
    /^[\w.-]+@[\w.-]+$|^(?:https?|ftp|ssh|git|file|jdbc|redis|mongodb|postgres(?:ql)?|amqps?|mysql):|^[./~]|\.(?:js|ts|json|ya?ml|xml|py|rb|go|java|pem|key|crt|txt|html?|css|png|svg|com|org|net|io)$/i.test(
      value,
    )
  )
    return true;
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(value)) return true;
  // Letters and digits have to alternate within a stretch; in `oauth2-token-v3` and `aes256` they do not.
  const stretches = value.split(/[-_./:@+=~,;|\s]+/).filter((it) => it !== '');
  return stretches.every((it) => switches(it) < 3);
}

/** How often a letter is next to a digit. */
const switches = (text: string): number => (text.match(/[A-Za-z](?=\d)|\d(?=[A-Za-z])/g) ?? []).length;

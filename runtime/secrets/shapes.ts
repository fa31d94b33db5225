// What keys and tokens look like: one list for the analyser that reports them and for the code that hides them. The analyser needs
// the exact form, to avoid false reports; hiding takes everything that starts and continues like a secret.

/** A range in a text; `to` is exclusive. */
export type Span = { from: number; to: number };

export type Shape = {
  provider: string;
  /** The prefixes by which it is recognised while the rest is still arriving. */
  starts: readonly string[];
  /** The character class of what follows, and the least number of characters. */
  tail: string;
  least: number;
  /** Used instead, where prefix and tail alone would match much that is no secret. */
  loose?: string;
  /** What must precede it. By default: neither a letter nor a digit. */
  after?: string;
  /** The exact form. Absent if lookalikes are common, or if the value is public by design. */
  exact?: string;
  /** How many characters may be shown: the prefix that says whose key it is. */
  shown?: number;
};

const WORD = '[A-Za-z0-9_-]';
const ALNUM = '[A-Za-z0-9]';

export const SHAPES: readonly Shape[] = [
  {
    provider: 'GitHub token',
    starts: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'],
    tail: ALNUM,
    least: 20,
    exact: 'gh[pousr]_[A-Za-z0-9]{36}',
    shown: 4,
  },
  {
    provider: 'GitHub fine-grained token',
    starts: ['github_pat_'],
    tail: '[A-Za-z0-9_]',
    least: 22,
    exact: 'github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}',
    shown: 11,
  },
  { provider: 'npm token', starts: ['npm_'], tail: ALNUM, least: 20, exact: 'npm_[A-Za-z0-9]{36}', shown: 4 },
  {
    provider: 'Grafana service account token',
    starts: ['glsa_'],
    tail: '[A-Za-z0-9_]',
    least: 20,
    exact: 'glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}',
    shown: 5,
  },
  {
    provider: 'age secret key',
    starts: ['AGE-SECRET-KEY-1'],
    tail: '[0-9A-Z]',
    least: 20,
    exact: 'AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}',
    shown: 15,
  },
  { provider: 'GitLab token', starts: ['glpat-'], tail: WORD, least: 20, exact: 'glpat-[A-Za-z0-9_-]{20}', shown: 6 },
  {
    provider: 'Slack token',
    starts: ['xoxa-', 'xoxb-', 'xoxe-', 'xoxp-', 'xoxr-', 'xoxs-'],
    tail: '[A-Za-z0-9-]',
    least: 10,
    exact: 'xox[bp]-\\d{10,13}-\\d{10,13}(?:-\\d{10,13})?-[A-Za-z0-9]{24,34}',
    shown: 5,
  },
  {
    provider: 'Slack webhook',
    starts: ['hooks.slack.com/services/'],
    after: '',
    tail: '[A-Za-z0-9/]',
    least: 20,
    exact: 'https://hooks\\.slack\\.com/services/T[A-Z0-9]{8,10}/B[A-Z0-9]{8,10}/[A-Za-z0-9]{24}',
    shown: 34,
  },
  {
    provider: 'Discord webhook',
    starts: ['discord.com/api/webhooks/', 'discordapp.com/api/webhooks/'],
    after: '',
    tail: '[\\w/-]',
    least: 20,
    exact: 'https://discord(?:app)?\\.com/api/webhooks/\\d{17,20}/[\\w-]{68}',
    shown: 33,
  },
  {
    provider: 'Stripe live key',
    starts: ['sk_live_', 'rk_live_', 'sk_test_', 'rk_test_'],
    tail: ALNUM,
    least: 16,
    exact: '[sr]k_live_[0-9a-zA-Z]{24,99}',
    shown: 8,
  },
  {
    provider: 'SendGrid key',
    starts: ['SG.'],
    tail: '[\\w.-]',
    least: 32,
    loose: 'SG\\.[\\w-]{16,}\\.[\\w-]{16,}',
    exact: 'SG\\.[\\w-]{22}\\.[\\w-]{43}',
    shown: 3,
  },
  {
    provider: 'OpenAI key',
    starts: ['sk-'],
    tail: WORD,
    least: 16,
    exact: 'sk-(?:proj-|svcacct-)?[A-Za-z0-9_-]{20,74}T3BlbkFJ[A-Za-z0-9_-]{20,74}',
    shown: 3,
  },
  { provider: 'Anthropic key', starts: ['sk-ant-'], tail: WORD, least: 16, exact: 'sk-ant-(?:api|admin)\\d{2}-[\\w-]{93}AA', shown: 7 },
  { provider: 'Hugging Face token', starts: ['hf_'], tail: '[A-Za-z]', least: 24, exact: 'hf_[a-zA-Z]{34}', shown: 3 },
  {
    provider: 'DigitalOcean token',
    starts: ['dop_v1_', 'doo_v1_', 'dor_v1_'],
    tail: '[0-9a-f]',
    least: 24,
    exact: 'do[opr]_v1_[0-9a-f]{64}',
    shown: 7,
  },
  {
    provider: 'Shopify token',
    starts: ['shpat_', 'shpca_', 'shppa_', 'shpss_'],
    tail: '[0-9a-fA-F]',
    least: 20,
    exact: 'shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}',
    shown: 6,
  },
  { provider: 'RubyGems key', starts: ['rubygems_'], tail: '[0-9a-f]', least: 24, exact: 'rubygems_[0-9a-f]{48}', shown: 9 },
  { provider: 'PyPI token', starts: ['pypi-AgEIcHlwaS5vcmc'], tail: WORD, least: 16, exact: 'pypi-AgEIcHlwaS5vcmc[\\w-]{50,}', shown: 21 },
  { provider: 'Docker Hub token', starts: ['dckr_pat_'], tail: WORD, least: 20, exact: 'dckr_pat_[\\w-]{27}', shown: 9 },
  { provider: 'Linear key', starts: ['lin_api_'], tail: ALNUM, least: 20, exact: 'lin_api_[A-Za-z0-9]{40}', shown: 8 },
  { provider: 'Postman key', starts: ['PMAK-'], tail: '[0-9a-f-]', least: 24, exact: 'PMAK-[0-9a-f]{24}-[0-9a-f]{34}', shown: 5 },
  { provider: 'Databricks token', starts: ['dapi'], tail: '[0-9a-f]', least: 32, exact: 'dapi[0-9a-f]{32}', shown: 4 },
  {
    provider: 'Telegram bot token',
    starts: [':AA'],
    tail: WORD,
    least: 30,
    after: '\\d{8,10}',
    exact: '\\d{8,10}:AA[\\w-]{33}',
  },
  {
    provider: 'Terraform Cloud token',
    starts: ['.atlasv1.'],
    tail: WORD,
    least: 40,
    after: '[A-Za-z0-9]{14}',
    exact: '[A-Za-z0-9]{14}\\.atlasv1\\.[\\w-]{60,70}',
  },
  { provider: 'Vault token', starts: ['hvs.', 'hvb.'], tail: WORD, least: 20, exact: 'hvs\\.[\\w-]{90,120}', shown: 4 },
  {
    provider: 'Tailscale key',
    starts: ['tskey-auth-', 'tskey-api-', 'tskey-client-'],
    tail: WORD,
    least: 16,
    exact: 'tskey-(?:auth|api|client)-\\w{8,20}-\\w{20,40}',
    shown: 6,
  },
  { provider: 'AWS access key id', starts: ['AKIA', 'ASIA'], tail: '[0-9A-Z]', least: 16 },
  { provider: 'Google key', starts: ['AIza'], tail: WORD, least: 30 },
  { provider: 'Google access token', starts: ['ya29.'], tail: WORD, least: 20 },
  {
    provider: 'JSON web token',
    starts: ['eyJ'],
    tail: '[\\w.-]',
    least: 40,
    loose: 'eyJ[\\w-]{10,}\\.eyJ[\\w-]{10,}(?:\\.[\\w-]*)?',
  },
  { provider: 'bearer token', starts: ['Bearer ', 'bearer '], tail: '[\\w.~+/=-]', least: 20 },
];

/** An access key id is no secret by itself; the secret key stands near it and has no prefix of its own. */
export const AWS_SECRET = '[A-Za-z0-9/+]{40}';
export const AWS_ID = /(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Z0-9])/g;
/** What precedes it in most files. */
export const NAMED_SECRET = '(?:secret|SECRET|Secret)[\\w\\s.:"\'=>-]{0,40}["\'\\s:=]';

export const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

// How the secrets of known providers look: exact prefix, exact length, exact alphabet, and a checksum where
// there is one. What is public by design (browser keys, publishable keys, DSNs) is not here.

import { hasBase62Checksum, hasBech32Checksum, hasGrafanaChecksum } from './checksums.ts';

export type Form = {
  provider: string;
  pattern: RegExp;
  /** How many characters may be shown: the prefix that says whose it is. */
  shown: number;
  /** Where there is a checksum, a match without it is no token. */
  checks?: (token: string) => boolean;
};

const form = (provider: string, shown: number, source: string, checks?: (token: string) => boolean): Form => ({
  provider,
  shown,
  pattern: new RegExp(`(?<![A-Za-z0-9_/+-])(?:${source})(?![A-Za-z0-9_-])`, 'g'),
  ...(checks ? { checks } : {}),
});

const FORMS: readonly Form[] = [
  form('GitHub token', 4, 'gh[pousr]_[A-Za-z0-9]{36}', hasBase62Checksum),
  form('GitHub fine-grained token', 11, 'github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}'),
  form('npm token', 4, 'npm_[A-Za-z0-9]{36}', hasBase62Checksum),
  form('Grafana service account token', 5, 'glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}', hasGrafanaChecksum),
  form('age secret key', 15, 'AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}', hasBech32Checksum),
  form('GitLab token', 6, 'glpat-[A-Za-z0-9_-]{20}'),
  form('Slack token', 5, 'xox[bp]-\\d{10,13}-\\d{10,13}(?:-\\d{10,13})?-[A-Za-z0-9]{24,34}'),
  form('Slack webhook', 34, 'https://hooks\\.slack\\.com/services/T[A-Z0-9]{8,10}/B[A-Z0-9]{8,10}/[A-Za-z0-9]{24}'),
  form('Discord webhook', 33, 'https://discord(?:app)?\\.com/api/webhooks/\\d{17,20}/[\\w-]{68}'),
  form('Stripe live key', 8, '[sr]k_live_[0-9a-zA-Z]{24,99}'),
  form('SendGrid key', 3, 'SG\\.[\\w-]{22}\\.[\\w-]{43}'),
  form('OpenAI key', 3, 'sk-(?:proj-|svcacct-)?[A-Za-z0-9_-]{20,74}T3BlbkFJ[A-Za-z0-9_-]{20,74}'),
  form('Anthropic key', 7, 'sk-ant-(?:api|admin)\\d{2}-[\\w-]{93}AA'),
  form('Hugging Face token', 3, 'hf_[a-zA-Z]{34}'),
  form('DigitalOcean token', 7, 'do[opr]_v1_[0-9a-f]{64}'),
  form('Shopify token', 6, 'shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}'),
  form('RubyGems key', 9, 'rubygems_[0-9a-f]{48}'),
  form('PyPI token', 21, 'pypi-AgEIcHlwaS5vcmc[\\w-]{50,}'),
  form('Docker Hub token', 9, 'dckr_pat_[\\w-]{27}'),
  form('Linear key', 8, 'lin_api_[A-Za-z0-9]{40}'),
  form('Postman key', 5, 'PMAK-[0-9a-f]{24}-[0-9a-f]{34}'),
  form('Databricks token', 4, 'dapi[0-9a-f]{32}'),
  form('Telegram bot token', 0, '\\d{8,10}:AA[\\w-]{33}'),
  form('Terraform Cloud token', 0, '[A-Za-z0-9]{14}\\.atlasv1\\.[\\w-]{60,70}'),
  form('Vault token', 4, 'hvs\\.[\\w-]{90,120}'),
  form('Tailscale key', 6, 'tskey-(?:auth|api|client)-\\w{8,20}-\\w{20,40}'),
];

export type Token = { form: Form; text: string; offset: number; checked: boolean };

/** Most texts hold none of the words that any form has; one look says so. */
const ANY =
  /gh[pousr]_|github_pat_|npm_|glsa_|AGE-SECRET|glpat-|xox[bp]-|hooks\.slack|api\/webhooks|k_live_|SG\.|T3BlbkFJ|sk-ant|hf_|do[opr]_v1|shp(?:at|ca|pa|ss)_|rubygems_|pypi-|dckr_pat|lin_api|PMAK-|dapi|:AA|atlasv1|hvs\.|tskey-|AKIA/;

/** Every token in a text; a form with a checksum counts only when it holds. */
export function tokensIn(text: string): Token[] {
  if (!ANY.test(text)) return [];
  const found: Token[] = [];
  for (const it of FORMS) {
    for (const match of text.matchAll(it.pattern)) {
      if (it.checks && !it.checks(match[0])) continue;
      found.push({ form: it, text: match[0], offset: match.index, checked: it.checks !== undefined });
    }
  }
  return [...found, ...awsSecretsIn(text)].sort((a, b) => a.offset - b.offset);
}

/** An access key id is no secret. It is one together with the forty characters that stand near it. */
const AWS: Form = {
  provider: 'AWS secret access key',
  shown: 0,
  pattern: /(?<=(?:secret|SECRET|Secret)[\w\s.:"'=>-]{0,40}["'\s:=])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g,
};

function awsSecretsIn(text: string): Token[] {
  const ids = [...text.matchAll(/(?<![A-Z0-9])AKIA[A-Z2-7]{16}(?![A-Z0-9])/g)].filter((it) => !/EXAMPLE/.test(it[0])).map((it) => it.index);
  if (ids.length === 0) return [];
  return [...text.matchAll(AWS.pattern)]
    .filter((it) => ids.some((id) => Math.abs(id - it.index) < 400))
    .map((it) => ({ form: AWS, text: it[0], offset: it.index, checked: false }));
}

// Whether a project itself searches for secrets: its test cases then have the exact form of real ones.

import { memberAt, parseJson, textAt } from '../reading/formats/json.ts';
import type { Repository } from '../rule.ts';

const kept = new WeakMap<Repository, Promise<boolean>>();

export function isSecretTool(repo: Repository): Promise<boolean> {
  const reading = kept.get(repo) ?? judge(repo);
  kept.set(repo, reading);
  return reading;
}

/** It says so in its own description. */
async function judge(repo: Repository): Promise<boolean> {
  const readme = repo.files.find(({ path }) => /^readme(\.\w+)?$/i.test(path))?.path;
  const manifest = parseJson((await repo.text('package.json')) ?? '');
  const said = [
    readme === undefined ? '' : ((await repo.text(readme)) ?? '').slice(0, 4000),
    manifest ? (textAt(manifest, 'description') ?? '') : '',
    manifest ? JSON.stringify(memberAt(manifest, 'keywords') ?? '') : '',
  ].join('\n');
  return /\b(detect|scan|find|search|discover|prevent)\w*\b[^.\n]{0,60}\b(secrets|credentials|passwords|api keys|leaks)\b|\bsecrets?[- ](detect|scann)\w*/i.test(
    said,
  );
}

/** The line is marked as made up, for scanners. */
export const isMarkedMadeUp = (line: string): boolean =>
  /gitleaks:allow|pragma: ?allowlist|pragma: ?whitelist secret|trufflehog:ignore|ggignore|nosec\b|noscan\b|nosemgrep/i.test(line);

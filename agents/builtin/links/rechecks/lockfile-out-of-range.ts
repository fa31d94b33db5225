// Re-check of a lockfile that does not meet its manifest: by the order in which the two lines were committed, and by overrides,
// instead of by comparing versions.

import { linesOf } from '../../reading/formats/lines.ts';
import type { ClaimedFinding, Recheck, Repository } from '../../rule.ts';

const METHOD = 'Asked history which of the two lines is older, and the manifest for overrides';

export const lockfileOutOfRangeRecheck: Recheck = {
  category: 'deps/lockfile-out-of-range',
  method: METHOD,
  async judge(repo, claimed) {
    const [asked, locked] = claimed.evidence;
    if (claimed.evidence.filter((it) => it.line !== undefined).length > 2 || asked?.path === undefined || asked.quote === undefined) {
      return { verdict: 'ABSTAIN', basis: `${METHOD}: the finding names no one pair of lines.` };
    }
    const override = await overrideOf(repo, asked.path, asked.quote);
    if (override) return { verdict: 'DISAGREE', basis: `${METHOD}. ${override.why}`, evidence: [override.evidence] };
    const lockfile = locked?.path ?? locked?.searched?.scope ?? lockfileNamed(claimed);
    if (lockfile === undefined || !repo.has(lockfile)) return { verdict: 'ABSTAIN', basis: `${METHOD}: the finding names no lockfile.` };
    const wanted = await repo.introduced(asked.path, asked.quote.trim());
    const given = locked?.quote === undefined ? undefined : await repo.introduced(lockfile, locked.quote.trim());
    if (locked?.searched !== undefined && wanted) {
      const there = ((await repo.text(lockfile)) ?? '').includes(locked.searched.pattern);
      return there
        ? { verdict: 'DISAGREE', basis: `${METHOD}. ${lockfile} does hold \`${locked.searched.pattern}\`.` }
        : {
            verdict: 'AGREE',
            basis: `${METHOD}. ${asked.path} asks since ${wanted.commit.slice(0, 10)}, and no line of ${lockfile} has \`${locked.searched.pattern}\`.`,
          };
    }
    if (!wanted || !given) return { verdict: 'ABSTAIN', basis: `${METHOD}: history does not tell when both lines came.` };
    if (wanted.commit === given.commit || wanted.date <= given.date) {
      return {
        verdict: 'ABSTAIN',
        basis: `${METHOD}: the lockfile's line came with or after the manifest's (${given.commit.slice(0, 10)}); the order says nothing against it.`,
      };
    }
    return {
      verdict: 'AGREE',
      basis: `${METHOD}. ${asked.path} asks for this since ${wanted.commit.slice(0, 10)} (${wanted.date.slice(0, 10)}); the lockfile's line is older, of ${given.commit.slice(0, 10)} (${given.date.slice(0, 10)}), and was not made again.`,
    };
  },
};

/** `overrides` and `resolutions` make a lockfile differ from the manifest on purpose. */
async function overrideOf(repo: Repository, manifest: string, quote: string) {
  const name = /^\s*"([^"]+)"\s*:/.exec(quote)?.[1];
  for (const path of new Set([manifest, 'package.json'])) {
    const text = await repo.text(path);
    if (name === undefined || text === undefined) continue;
    const block = /"(overrides|resolutions)"\s*:\s*\{/.exec(text);
    const at = block ? text.indexOf(`"${name}"`, block.index) : -1;
    if (at < 0) continue;
    const lines = linesOf(text);
    return {
      why: `${path} overrides ${name} on line ${lines.at(at)}.`,
      evidence: { path, line: lines.at(at), quote: lines.text(lines.at(at)) },
    };
  }
  return undefined;
}

const lockfileNamed = (claimed: ClaimedFinding): string | undefined =>
  /([\w./-]*(?:package-lock\.json|yarn\.lock|pnpm-lock\.yaml|Cargo\.lock|go\.sum))/.exec(claimed.title)?.[1];

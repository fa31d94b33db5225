// Which files the rules for secrets read, and which places in them they skip: tests, documents, examples and comments contain
// made-up secrets on purpose.

import { baseName, isDocs, isExample, isTest } from '../reading/paths.ts';
import { judged } from '../reading/places.ts';
import { isInOwnTests, sourceOf } from '../reading/source.ts';
import type { Repository } from '../rule.ts';

const NOT_TEXT =
  /\.(png|jpe?g|gif|ico|svg|woff2?|ttf|eot|pdf|zip|gz|tgz|bz2|xz|jar|war|class|so|dylib|dll|exe|bin|wasm|mp[34]|webm|ipynb|csv|tsv|po|pot|xliff?|strings|snap|map|sum|lock|patch|diff)$/i;
/** Compound names: `DemoSeeder.php`, `Stubbed Responses/`. */
const MADE_UP_INSIDE = /(?:^|[a-z/ ])(?:Demo|Seeder|Seeds|Factory|Factories|Stub|Mock|Fake|Sample|Example)(?![a-z]*[a-z]ment)/;
const MADE_UP =
  /(^|[._/-])(examples?|samples?|templates?|dist|defaults?|dummy|fake|mock\w*|testing|tests?|spec|cypress|e2e|playwright|openapi|swagger|postman|insomnia|demo|tutorial|stories|storybook|i18n|locales?|lang|translations?|langs|messages)([._/-]|$)/i;

/** Test folders with other names: perl's `t/`, `integration/`, Gradle's `jvmTest/` and `testFixtures/`. */
const TESTISH = /(^|\/)(t|qa|acceptance|integration|benchmarks?|fixtures?[-_][^/]*|[a-z]+Tests?|test[A-Z]\w*)\//;

export const holdsMadeUpSecrets = (path: string): boolean =>
  isTest(path) || isDocs(path) || isExample(path) || MADE_UP.test(path) || MADE_UP_INSIDE.test(path) || TESTISH.test(path);

/** Every text that may contain a real secret. */
export const readPaths = async (repo: Repository): Promise<string[]> =>
  (await judged(repo, (path) => !NOT_TEXT.test(path) && !holdsMadeUpSecrets(path), ['production'])).map((it) => it.path);

/** Every text at all, for tokens that a checksum proves to be real. */
export const allPaths = async (repo: Repository): Promise<string[]> =>
  (await judged(repo, (path) => !NOT_TEXT.test(path), ['production', 'test', 'documentation', 'example'])).map((it) => it.path);

/** Whether the offset is in a comment or in the file's own tests, as far as the language is known. */
export async function isInCommentOrTest(repo: Repository, path: string, offset: number): Promise<boolean> {
  const source = await sourceOf(repo, path);
  if (source) return isInOwnTests(source, offset) || source.comments.some((it) => it.start <= offset && offset < it.end);
  const text = (await repo.text(path)) ?? '';
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^\s*(#|;|\/\/|--|<!--|\*|rem\b)/i.test(line) && !/^\s*#\s*define\b/.test(line);
}

/** A name that says the file is kept for secrets. */
export const isSecretFile = (path: string): boolean =>
  /^(\.env(\.[\w.-]+)?|[\w.-]+\.env|id_(rsa|dsa|ecdsa|ed25519)|[\w.-]+\.(pem|key|ppk|p8)|credentials(\.\w+)?|secrets?\.(json|ya?ml|toml|properties|env|txt)|service[-_]?account[\w.-]*\.json|client_secrets?[\w.-]*\.json|\.npmrc|\.pypirc|\.netrc|\.pgpass|\.dockercfg|\.git-credentials|htpasswd|\.htpasswd)$/i.test(
    baseName(path),
  );

/** For the developer's own machine, and meant to be shared. */
export const isLocal = (path: string): boolean =>
  /local|self-?signed|snake-?oil|insecure|vagrant|(^|[/._-])(dev|develop|development|debug|fixture|ci)([/._-]|$)/i.test(path);

// Repository-relative paths: joining them as git stores them, and what a path says about its file.

/** `docs/a.md` + `../b.md` → `b.md`; undefined when it leaves the repository. '' is the root. */
export function resolveIn(folder: string, relative: string): string | undefined {
  const parts: string[] = relative.startsWith('/') ? [] : folder.split('/').filter((part) => part !== '' && part !== '.');
  for (const part of relative.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
export const extensionOf = (path: string): string => /[^.]\.([A-Za-z0-9]+)$/.exec(baseName(path))?.[1]?.toLowerCase() ?? '';

const TEST_FOLDER =
  /(^|\/)(__tests__|__mocks__|tests?|test[-_][\w-]+|[\w.-]+[.-]tests?|specs?|testing|e2e|cypress|testdata|test_data|unittests?)(\/|$)/i;
const TEST_FILE = /(^|\/)(test_[^/]+|[^/]+_tests?|[^/]+[._-](test|spec|e2e|cy)|conftest|tests?)\.[a-z]+$/i;
const JVM_TEST = /(^|\/)([A-Z]\w*(Tests?|TestCase|IT|Spec)|Test[A-Z]\w*)\.(java|kt|scala|groovy|cs|swift|php)$/;

/** A test, or something that only tests use. */
export const isTest = (path: string): boolean => TEST_FOLDER.test(folderOf(path)) || TEST_FILE.test(path) || JVM_TEST.test(path);

/** Material that is meant to look wrong, or belongs to a test as data. */
export const isFixture = (path: string): boolean =>
  /(^|\/)(fixtures?|__fixtures__|testdata|test[-_]data|test[-_]files|snapshots?|__snapshots__|goldens?|golden[-_]files|mocks?|__mocks__|samples?|cassettes|corpus|seeds|playground|baselines?)(\/|$)/i.test(
    path,
  );

const VENDOR_FOLDER =
  /(^|\/)(vendor|vendored|_vendor|third[-_]?party|3rd[-_]?party|thirdparty|external|externals|extern|deps|node_modules|bower_components|jspm_packages|site-packages|\.yarn|Pods|Godeps|submodules|packages-vendored)(\/|$)/i;
/** Below what a web server gives out, libraries lie in folders of these names. */
const SERVED_LIBRARY =
  /(^|\/)(static|public|assets|www|wwwroot|webapp|htdocs|resources)\/([^/]+\/)*(libs?|librar(y|ies)|plugins?|plug-in|vendors?|uncompressed|3rd|ext)\//i;
/** Libraries that go from project to project as files. */
const KNOWN_LIBRARY =
  /(^|\/)(codemirror|tiny_?mce|ckeditor\d?|kindeditor[^/]*|u(m)?editor|summernote|layui|jquery[-.]?ui|jqueryui|editor\.md|bootstrap-[^/]*|socket\.io-client[^/]*|select2|datatables)\/|(^|\/)(jquery|bootstrap|backbone|underscore|angular|modernizr|prototype|mootools|knockout|raphael|echarts|highcharts|require|BeautifulSoup|tiny_mce)([-.]\d[-.\w]*|[-._](min|src|all|custom|core|ui|datatables)[-.\w]*)?\.(js|py)$/i;

/** Folders in which no one keeps code of their own, even if something imports it. */
export const isSurelyVendored = (path: string): boolean =>
  /(^|\/)(_?vendor|vendored|third[-_]?party|3rd[-_]?party|thirdparty|node_modules|bower_components|jspm_packages|site-packages|Pods|Godeps)\//i.test(
    path,
  );

/** Somebody else's code, carried along. */
export const isVendored = (path: string): boolean => VENDOR_FOLDER.test(path) || SERVED_LIBRARY.test(path) || KNOWN_LIBRARY.test(path);

/** Made by a program, by its name. */
export const isGenerated = (path: string): boolean =>
  /(^|\/)(dist|build|out|target|coverage|generated|__generated__|gen|_site|\.next|\.nuxt|lib-cov)\//i.test(path) ||
  /(\.min\.(js|css|mjs)|[._]pb2?(_grpc)?\.(go|py|ts|js)|\.generated\.\w+|_generated\.\w+|\.g\.\w+|-lock\.json|\.lock|\.snap|\.map|\.bundle\.js)$/i.test(
    path,
  ) ||
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|go\.sum|Cargo\.lock|poetry\.lock|Gemfile\.lock|composer\.lock)$/.test(
    path,
  );

/** Names what was, on purpose. */
export const isChangelog = (path: string): boolean =>
  /(^|\/)((?:[\w-]+[-_.])?change-?logs?|changes|history|news|releases?|release[-_]?notes?|upgrad(e|ing)|migrat(e|ion|ing)[^/]*|archive|what'?s-?new)([-_.][^/]*)?(\.(md|markdown|rst|txt))?($|\/)/i.test(
    path,
  );

export const isDocs = (path: string): boolean =>
  /(^|\/)(docs?|documentation|website|site|examples?|demos?|tutorials?|guides?|book)(\/|$)/i.test(folderOf(path)) ||
  /\.(md|mdx|markdown|rst|adoc|txt)$/i.test(path);

export const isExample = (path: string): boolean =>
  /(^|\/)(examples?|demos?|tutorials?|samples?|templates?|template-[\w-]+|boilerplates?|snippets)(\/|$)/i.test(path);

/** Text that no person wrote line by line: very long lines in little text, or many modules made into one file. */
export function isMinified(text: string): boolean {
  if (text.length < 2000) return false;
  if (
    /__webpack_require__\(|\brequire\.register\(|\bfunction e\(t, ?n, ?r\)|\(function\(\)\{function r\(e,n,t\)|\bparcelRequire\b/.test(text)
  )
    return true;
  const lines = text.split('\n');
  const long = lines.reduce((sum, line) => sum + (line.length > 500 ? line.length : 0), 0);
  return long > text.length / 2;
}

/** The first lines say that a program made it, as Go, protobuf and many others do. */
export const saysGenerated = (text: string): boolean =>
  /(code generated .{0,80}do not edit|@generated\b|auto-?generated (by|from|file)|(an )?auto-?generated file|this file (is|was) (auto-?)?generated|generated by .{0,60}do not (edit|modify))/i.test(
    text.slice(0, 1500),
  );

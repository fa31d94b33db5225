// The files of the page: one document, our modules as they are (with types erased if they are not compiled), and a few package
// modules. Nothing is loaded from another machine; the document's only inline script is the import map, allowed by its hash.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DARK, LIGHT, variables } from '../../../skills/report-writer/page/palette.ts';

export type PageFile = { type: string; body: string | Buffer };

const PAGE = join(import.meta.dirname, '..', 'page');
/** `.ts` in a checkout, `.js` in the published package. */
const ENDING = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
const SCRIPT = 'text/javascript; charset=utf-8';

const PACKAGES: Readonly<Record<string, () => string>> = {
  'preact': () => import.meta.resolve('preact'),
  'preact/hooks': () => import.meta.resolve('preact/hooks'),
  'htm': () => import.meta.resolve('htm'),
  'htm/preact': () => import.meta.resolve('htm/preact'),
  '@xterm/xterm': () => new URL('./xterm.mjs', import.meta.resolve('@xterm/xterm')).href,
};
const address = (name: string): string => `/lib/${name.replaceAll(/[@/]/g, '_')}.mjs`;

const IMPORT_MAP = JSON.stringify({ imports: Object.fromEntries(Object.keys(PACKAGES).map((it) => [it, address(it)])) });

export const CONTENT_POLICY = [
  "default-src 'none'",
  `script-src 'self' 'sha256-${createHash('sha256').update(IMPORT_MAP).digest('base64')}'`,
  // The terminal positions its rows with a style element that it creates.
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const DOCUMENT = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Muster</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,"><link rel="stylesheet" href="/lib/xterm.css"><link rel="stylesheet" href="/page.css">
<script type="importmap">${IMPORT_MAP}</script><script type="module" src="/page/main${ENDING}"></script></head>
<body><noscript>This page needs JavaScript. Everything that it shows, the command line shows too: muster --help</noscript></body></html>
`;

/** The files by URL path. Read once, because the program does not change while it runs. */
export function pageFiles(): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>([['/', { type: 'text/html; charset=utf-8', body: DOCUMENT }]]);
  for (const entry of readdirSync(PAGE, { recursive: true, encoding: 'utf8' })) {
    const path = join(PAGE, entry);
    if (entry.endsWith(ENDING)) files.set(`/page/${entry.replaceAll('\\', '/')}`, { type: SCRIPT, body: scriptOf(path) });
  }
  files.set('/page.css', { type: 'text/css; charset=utf-8', body: colours() + styles() });
  for (const [name, resolve] of Object.entries(PACKAGES)) files.set(address(name), { type: SCRIPT, body: packaged(resolve()) });
  files.set('/lib/xterm.css', {
    type: 'text/css; charset=utf-8',
    body: packaged(new URL('../css/xterm.css', import.meta.resolve('@xterm/xterm')).href),
  });
  return files;
}

const packaged = (url: string): string => readFileSync(fileURLToPath(url), 'utf8').replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');

function scriptOf(path: string): string {
  const text = readFileSync(path, 'utf8');
  return ENDING === '.ts' ? quietly(() => stripTypeScriptTypes(text)) : text;
}

/** Hides Node's warning that type stripping is experimental, which it prints once in the terminal of a checkout. */
function quietly<T>(work: () => T): T {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return work();
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** The same colours as in report.html. */
const colours = (): string =>
  `:root{color-scheme:light dark;${variables(LIGHT)}}@media (prefers-color-scheme:dark){:root{${variables(DARK)}}}\n`;

function styles(): string {
  const folder = join(PAGE, 'style');
  return readdirSync(folder)
    .filter((it) => it.endsWith('.css'))
    .sort()
    .map((it) => readFileSync(join(folder, it), 'utf8'))
    .join('\n');
}

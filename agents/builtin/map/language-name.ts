// What people call the language of a file, by its name alone; undefined if it does not count as a language.

import { type Language, languageOf } from '../reading/language.ts';
import { extensionOf } from '../reading/paths.ts';

const NAMES: Readonly<Record<Language, string>> = {
  javascript: 'JavaScript',
  python: 'Python',
  go: 'Go',
  rust: 'Rust',
  java: 'Java',
  kotlin: 'Kotlin',
  c: 'C/C++',
  csharp: 'C#',
  php: 'PHP',
  ruby: 'Ruby',
  shell: 'Shell',
  yaml: 'YAML',
  toml: 'TOML',
};
const OTHER_NAMES: Readonly<Record<string, string>> = {
  md: 'Markdown',
  mdx: 'Markdown',
  rst: 'reStructuredText',
  json: 'JSON',
  html: 'HTML',
  css: 'CSS',
  scss: 'CSS',
  less: 'CSS',
  vue: 'Vue',
  svelte: 'Svelte',
  swift: 'Swift',
  scala: 'Scala',
  dart: 'Dart',
  lua: 'Lua',
  sql: 'SQL',
  tcl: 'Tcl',
  ex: 'Elixir',
  exs: 'Elixir',
  ps1: 'PowerShell',
};

export function nameOfLanguage(path: string): string | undefined {
  if (/\.[cm]?tsx?$/.test(path)) return 'TypeScript';
  const language = languageOf(path);
  return language === undefined ? OTHER_NAMES[extensionOf(path)] : NAMES[language];
}

// The language of a file, by its name alone; undefined for anything that no rule here reads.

export type Language =
  | 'javascript'
  | 'python'
  | 'go'
  | 'rust'
  | 'java'
  | 'kotlin'
  | 'c'
  | 'csharp'
  | 'php'
  | 'ruby'
  | 'shell'
  | 'yaml'
  | 'toml';

const BY_ENDING: Record<string, Language> = {
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'javascript',
  ts: 'javascript',
  mts: 'javascript',
  cts: 'javascript',
  tsx: 'javascript',
  py: 'python',
  pyi: 'python',
  go: 'go',
  rs: 'rust',
  java: 'java',
  kt: 'kotlin',
  kts: 'kotlin',
  c: 'c',
  h: 'c',
  cc: 'c',
  cpp: 'c',
  hpp: 'c',
  cs: 'csharp',
  php: 'php',
  rb: 'ruby',
  rake: 'ruby',
  gemspec: 'ruby',
  sh: 'shell',
  bash: 'shell',
  zsh: 'shell',
  yml: 'yaml',
  yaml: 'yaml',
  toml: 'toml',
};

export function languageOf(path: string): Language | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === 'Gemfile' || name === 'Rakefile') return 'ruby';
  const dot = name.lastIndexOf('.');
  if (dot <= 0) return undefined;
  const ending = name.slice(dot + 1).toLowerCase();
  return Object.hasOwn(BY_ENDING, ending) ? BY_ENDING[ending] : undefined;
}

export const isTypeScript = (path: string): boolean => /\.[cm]?tsx?$/.test(path);
export const isDeclaration = (path: string): boolean => /\.d(\.[\w-]+)?\.[cm]?ts$/.test(path);

/** Programs, as opposed to data. */
export const isProgram = (path: string): boolean => {
  const language = languageOf(path);
  return language !== undefined && language !== 'yaml' && language !== 'toml';
};

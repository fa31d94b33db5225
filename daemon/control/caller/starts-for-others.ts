// Recognises programs between an agent and the `muster mcp` that it started, by their command lines. Pure.

const SHELL = /^-?(ba|da|k|z|fi)?sh$/;
/** These replace their command line by one text (`npm exec musterd mcp`), or are scripts that Node runs. */
const RUNNER = /^(npm|npx|pnpm|pnpx|yarn|bunx)(-cli)?(\.[cm]?js)?$/;

export function startsForOthers([program = '', ...words]: readonly string[]): boolean {
  const name = lastPart(program.split(' ')[0] ?? '');
  // A shell with a script, or with one command after `-c`.
  if (SHELL.test(name)) return words.some((word) => word !== '' && !word.startsWith('-'));
  return RUNNER.test(name) || (/^(node|bun)$/.test(name) && RUNNER.test(lastPart(words[0] ?? '')));
}

const lastPart = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

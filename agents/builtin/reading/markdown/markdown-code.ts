// Shell code shown in Markdown: what a reader is told to type.

/** Inline code may merely name a file: `told` says that a word before it tells the reader to run it. */
export type ShownCode = { code: string; at: number; told: boolean };

/** Fenced shell blocks without their prompts, and inline code, each with its offset. */
export function* codeIn(text: string): Generator<ShownCode> {
  const fences = /^([ \t]*)(`{3,}|~{3,})[ \t]*(\w*)[^\n]*\n([\s\S]*?)\n[ \t]*\2/gm;
  let rest = text;
  for (const match of text.matchAll(fences)) {
    rest = rest.slice(0, match.index) + ' '.repeat(match[0].length) + rest.slice(match.index + match[0].length);
    if (!/^(|sh|bash|shell|console|zsh|terminal|text|sh-session|shellsession|cmd|powershell)$/.test(match[3] ?? '')) continue;
    const body = match[4] ?? '';
    yield { code: body.replace(/^([ \t]*)([$>%])(?=[ \t]+[a-z./])/gm, '$1 '), at: match.index + match[0].indexOf('\n') + 1, told: true };
  }
  for (const match of rest.matchAll(/(?<!`)`([^`\n]+)`(?!`)/g))
    yield {
      code: match[1] ?? '',
      at: match.index + 1,
      told: /\b(?:run|runs|running|execute|call|start|invoke|use)(?:\s+the)?(?:\s+script)?\s*$/i.test(
        rest.slice(Math.max(0, match.index - 40), match.index),
      ),
    };
}

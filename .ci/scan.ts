// Separates code from text in TypeScript: comments and the contents of strings become spaces, and everything else stays, so that positions
// in the result are positions in the file.

export type Scanned = {
  text: string;
  /** The text with comments and the contents of strings blanked; lines and positions stay the same. */
  code: string;
};

export type Import = {
  specifier: string;
  line: number;
  /** `import type`, `export type`, and types named by `import('…')`: removed before the program runs. */
  typeOnly: boolean;
};

/** Keywords after which a slash starts a regular expression, although after other words it is a division. */
const BEFORE_REGEX = /\b(?:return|typeof|case|in|of|do|else|void|delete|throw|new|yield|await|instanceof|default|extends)$/;

export function scan(text: string): Scanned {
  const code = text.split('');
  /** For each open `${`: how many braces are open inside it. */
  const holes: number[] = [];
  let at = 0;

  const blank = (from: number, to: number) => {
    for (let i = from; i < to && i < code.length; i++) if (code[i] !== '\n') code[i] = ' ';
  };
  const endOf = (needle: string, from: number) => {
    const found = text.indexOf(needle, from);
    return found === -1 ? text.length : found;
  };
  /** Skips from after the opening quote to the closing one. */
  const quoted = (quote: string, from: number) => {
    let i = from;
    while (i < text.length && text[i] !== quote && text[i] !== '\n') i += text[i] === '\\' ? 2 : 1;
    return Math.min(i, text.length);
  };
  /** Skips from inside a template to its end, or to after the next `${`. */
  const template = (from: number): number => {
    let i = from;
    while (i < text.length && text[i] !== '`') {
      if (text.startsWith('${', i)) {
        blank(from, i);
        holes.push(0);
        return i + 2;
      }
      i += text[i] === '\\' ? 2 : 1;
    }
    blank(from, i);
    return i + 1;
  };
  const startsRegex = (slash: number) => {
    const before = code
      .slice(Math.max(0, slash - 200), slash)
      .join('')
      .trimEnd();
    return before === '' || !/[\w$)\]}'"`]$/.test(before) || BEFORE_REGEX.test(before);
  };
  const regexEnd = (from: number) => {
    let i = from;
    for (let inClass = false; i < text.length && text[i] !== '\n' && (inClass || text[i] !== '/'); i++) {
      if (text[i] === '\\') i++;
      else if (text[i] === '[') inClass = true;
      else if (text[i] === ']') inClass = false;
    }
    return i;
  };

  while (at < text.length) {
    const here = text[at];
    const open = holes.at(-1);
    if (text.startsWith('//', at) || (at === 0 && text.startsWith('#!'))) {
      const end = endOf('\n', at);
      blank(at, end);
      at = end;
    } else if (text.startsWith('/*', at)) {
      const end = endOf('*/', at + 2) + 2;
      blank(at, end);
      at = end;
    } else if (here === '"' || here === "'") {
      const end = quoted(here, at + 1);
      blank(at + 1, end);
      at = end + 1;
    } else if (here === '`') {
      at = template(at + 1);
    } else if (here === '}' && open === 0) {
      holes.pop();
      at = template(at + 1);
    } else if (here === '/' && startsRegex(at)) {
      const end = regexEnd(at + 1);
      blank(at + 1, end);
      at = end + 1;
    } else {
      if (open !== undefined && here === '{') holes[holes.length - 1] = open + 1;
      if (open !== undefined && here === '}') holes[holes.length - 1] = open - 1;
      at++;
    }
  }
  return { text, code: code.join('') };
}

export function lineAt(text: string, index: number): number {
  let line = 1;
  for (let i = text.indexOf('\n'); i !== -1 && i < index; i = text.indexOf('\n', i + 1)) line++;
  return line;
}

/** Static imports and re-exports, and `import('…')` as a call or as a type. */
export function importsOf({ text, code }: Scanned): Import[] {
  const found: { index: number; quote: number; typeOnly: boolean }[] = [];
  const statement =
    /(?<![.\w$])(?:import|export)(\s+type\b(?!\s+from\b|\s*,))?(?:\s+|(?=[{*'"]))(?:[\w$*{},\s]+?(?<![.\w$])from\s*)?(['"])/g;
  for (const match of code.matchAll(statement)) {
    found.push({ index: match.index, quote: match.index + match[0].length - 1, typeOnly: match[1] !== undefined });
  }
  for (const match of code.matchAll(/(?<![.\w$])import\s*\(\s*(['"])/g)) {
    // `import('x').T` and `typeof import('x')` are types: the promise of a call has no member with a capital letter.
    const typeOnly = /\btypeof\s*$/.test(code.slice(0, match.index)) || /^[^)]*\)\s*\.\s*[A-Z]/.test(code.slice(match.index));
    found.push({ index: match.index, quote: match.index + match[0].length - 1, typeOnly });
  }
  return found
    .sort((a, b) => a.index - b.index)
    .map(({ index, quote, typeOnly }) => ({
      specifier: text.slice(quote + 1, code.indexOf(text[quote] ?? '', quote + 1)),
      line: lineAt(text, index),
      typeOnly,
    }));
}

/** `import(somewhere)`: an import whose target is known only when it runs. */
export function computedImports({ text, code }: Scanned): number[] {
  return [...code.matchAll(/(?<![.\w$])import\s*\(\s*(?!['"\s])/g)].map((match) => lineAt(text, match.index));
}

// Globs as package managers and workflows write them: `*` within a name, `**` over folders, `?`,
// `{a,b}`, `[a-z]`. A pattern that this cannot read makes no expression, and no finding.

export function globPattern(glob: string): RegExp | undefined {
  let out = '';
  let groups = 0;
  for (let i = 0; i < glob.length; i += 1) {
    const char = glob[i] ?? '';
    switch (char) {
      case '*':
        if (glob[i + 1] !== '*') out += '[^/]*';
        else if (glob[i + 2] === '/') {
          out += '(?:.*/)?';
          i += 2;
        } else {
          out += '.*';
          i += 1;
        }
        break;
      case '?':
        out += '[^/]';
        break;
      case '{':
        groups += 1;
        out += '(?:';
        break;
      case '}':
        if (groups === 0) return undefined;
        groups -= 1;
        out += ')';
        break;
      case ',':
        out += groups > 0 ? '|' : ',';
        break;
      case '[': {
        const end = glob.indexOf(']', i + 2);
        if (end < 0) return undefined;
        const inside = glob
          .slice(i + 1, end)
          .replace(/^!/, '^')
          .replace(/\\/g, '\\\\');
        out += `[${inside}]`;
        i = end;
        break;
      }
      case '(':
      case '|':
      case '\\': // extended globs and escapes: not read here
        return undefined;
      default:
        out += /[\w/ -]/.test(char) ? char : `\\${char}`;
    }
  }
  if (groups > 0) return undefined;
  try {
    return new RegExp(`^${out}$`, 'u');
  } catch {
    return undefined;
  }
}

export const isGlob = (text: string): boolean => /[*?[\]{}]/.test(text);

/** A pattern in the language of .gitignore and CODEOWNERS, relative to a folder; without `!` and `#`. */
export function ignorePattern(line: string): { pattern: RegExp; foldersOnly: boolean } | undefined {
  const foldersOnly = line.endsWith('/');
  const bare = foldersOnly ? line.slice(0, -1) : line;
  if (bare === '') return undefined;
  const rooted = bare.includes('/');
  const body = bare.replace(/^\//, '');
  const pattern = globPattern(rooted ? body : `**/${body}`);
  return pattern && { pattern, foldersOnly };
}

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts under test are programs
// What a mask leaves standing: code and quotes, at the same offsets, whatever the language does.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { linesOf } from '../../../../../agents/builtin/reading/formats/lines.ts';
import { languageOf } from '../../../../../agents/builtin/reading/language.ts';
import { mask } from '../../../../../agents/builtin/reading/masks/mask.ts';

const test = suite('mask');
const collapsed = (path: string, text: string): string => {
  const language = languageOf(path);
  if (language === undefined) throw new Error(`no language for ${path}`);
  const masked = mask(text, language);
  assert.is(masked.code.length, text.length);
  assert.is(masked.code.split('\n').length, text.split('\n').length);
  return masked.code.replace(/ +/g, ' ').trim();
};

const TABLE: [path: string, text: string, code: string][] = [
  ['a.js', `import a from 'x'; // from 'y'`, `import a from ' ';`],
  ['a.js', 'const a = `one ${b + `two ${c}`} three`; d', 'const a = ` ${b + ` ${c}`} `; d'],
  ['a.js', 'const r = /["\'`]/g; s = "x"', 'const r = / ; s = " "'],
  ['a.js', 'a = b / c / d; e = "f"', 'a = b / c / d; e = " "'],
  ['a.js', 'if (x) /"/.test(y); z', 'if (x) / .test(y); z'],
  ['a.js', '/* one\n"two */ three', 'three'],
  ['a.js', "a = 'it\\'s'; b", "a = ' '; b"],
  ['a.tsx', "<p>it's</p>\nexpect(a)", "<p>it's</p>\nexpect(a)"],
  ['a.tsx', '<b>{x}</b>; y = "z"', '<b>{x}</b>; y = " "'],
  ['a.tsx', '<b a={1} />; y = "z"', '<b a={1} />; y = " "'],
  ['a.js', '#!/usr/bin/env node "\nfoo', 'foo'],
  ['a.py', 'x = """a\n# b\n"""  # c\ny', 'x = """\n\n""" \ny'],
  ['a.py', "x = r'\\''; y", "x = r' '; y"],
  ['a.py', "x = '' ; y = '#'", "x = '' ; y = ' '"],
  ['a.go', 'x := `a"\n`; y := "b" // c', 'x := `\n`; y := " "'],
  ['a.go', "r := '\"'; s", "r := ' '; s"],
  ['a.rs', 'let a: &\'a str = r#"x"y"#; /* a /* b */ c */ d', 'let a: &\'a str = r#" "#; d'],
  ['A.java', 'String s = """\n  @Test "x"\n  """; int a;', 'String s = """\n\n """; int a;'],
  ['a.rb', "x = 'a # b' # c\ny = <<~TXT\n  \"z\n  TXT\nw", "x = ' '\ny = <<~TXT\n\n TXT\nw"],
  ['a.sh', 'echo "a # b" ${x#y} # c', 'echo " " ${x#y}'],
  ['a.yml', "a: it's # b\nc: 'd'", "a: it's\nc: ' '"],
  ['a.toml', 'a = """x # y\n""" # z\nb = 1', 'a = """\n"""\nb = 1'],
];
for (const [path, text, code] of TABLE) {
  test(`${path}: ${text.replaceAll('\n', '⏎')}`, () => {
    assert.is(collapsed(path, text).replace(/ *\n */g, '\n'), code.replace(/ *\n */g, '\n'));
  });
}

test('a string span has the contents of the string', () => {
  const text = 'import("a");\nf(\'b\')';
  const inner = mask(text, 'javascript').strings.map((it) => text.slice(it.innerStart, it.innerEnd));
  assert.equal(inner, ['a', 'b']);
});

test('lines count from one, without carriage returns', () => {
  const lines = linesOf('a\r\nbc\n');
  assert.equal(
    [lines.count, lines.at(0), lines.at(2), lines.at(3), lines.text(1), lines.text(2), lines.text(3), lines.text(9)],
    [3, 1, 1, 2, 'a', 'bc', '', ''],
  );
});

test.run();

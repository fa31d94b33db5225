// Tests within the product that the work takes away or softens: which changes are seen, and which are none.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Changed, lostTests } from '../../../validators/proof/inline-tests.ts';
import { testFileTest } from '../../../validators/proof/test-files.ts';

const inline = suite('tests within the product');

const RUST =
  'fn twice(n: u8) -> u8 { n }\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn doubles() {\n        assert_eq!(twice(2), 4);\n    }\n}\n';
const at = (path: string, before: string, after: string): Changed => ({ path, before, after });

const CASES: Record<string, { changed: Changed[]; lost: string[] }> = {
  'a red test that is deleted': { changed: [at('src/a.rs', RUST, 'fn twice(n: u8) -> u8 { n }\n')], lost: ['src/a.rs'] },
  'a file with a test that is deleted': { changed: [at('src/a.rs', RUST, '')], lost: ['src/a.rs'] },
  'an assertion that is softened': { changed: [at('src/a.rs', RUST, RUST.replace('2), 4', '2), 2'))], lost: ['src/a.rs'] },
  'a test that is ignored from now on': {
    changed: [at('src/a.rs', RUST, RUST.replace('#[test]', '#[ignore]'))],
    lost: ['src/a.rs'],
  },
  'a doctest': {
    changed: [at('sum.py', 'def add(a, b):\n    """\n    >>> add(1, 2)\n    3\n    """\n', 'def add(a, b):\n    pass\n')],
    lost: ['sum.py'],
  },
  'the product beside it': { changed: [at('src/a.rs', RUST, RUST.replace('{ n }', '{ n * 2 }'))], lost: [] },
  'a test that is added': { changed: [at('src/a.rs', RUST, `${RUST}#[test]\nfn more() { assert!(true); }\n`)], lost: [] },
  'tests that move to a file of their own': {
    changed: [at('src/a.rs', RUST, 'fn twice(n: u8) -> u8 { n }\n'), at('tests/a.rs', '', RUST)],
    lost: [],
  },
  'tests that are indented otherwise': { changed: [at('src/a.rs', RUST, RUST.replaceAll('    ', '\t'))], lost: [] },
  'an assertion of the product itself': { changed: [at('a.py', 'assert x > 0\n', 'assert x >= 0\n')], lost: [] },
  'a test file, which T shows': { changed: [at('a.test.mjs', "test('a', () => 1);\n", '')], lost: [] },
};

for (const [what, { changed, lost }] of Object.entries(CASES))
  inline(what, () => assert.equal(lostTests(changed, testFileTest(undefined)), lost));

inline.run();

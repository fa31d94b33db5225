// Phrases for problems around the code: tests, packages, pipelines, pages, documents. One row for each kind; kinds.ts explains the
// syntax.

export const PROJECT: Readonly<Record<string, string>> = {
  // tests
  'asserts nothing':
    'matcher | no-op | asserts? nothing | tobe or | cannot fail | can ~ fail | can never fail | always passes | passes whatever | test * no assertion | without (an )?assertion | (or|\\|\\|) true> | makes the assert pass | always holds | is unchecked | vacuous',
  'tuple asserted': 'tuple | assert\\w* (a|on a) (non-empty )?tuple',
  'focused test': '\\.only | focused test | fit\\( | only this test | fdescribe',
  'skipped test': '\\.skip | skipped test | test is (skipped|disabled|ignored) | @ignore | xit\\(',
  'needs the network':
    '(depends|relies) on the network | (live|real) (http|request|api|service|network) | without a connection | reaches out | stub it | network (call|access|request) in | calls the real',
  'depends on the clock':
    'flaky * (time|date|clock) | depends on (the )?(current )?(date|time|clock) | fails (at|after|on) (midnight|new year)',
  'depends on order':
    'depends on (the )?order of (tests|other) | (test|state) * leaks? (between|into) (tests|the next) | shared between tests | not isolated',
  'not tested': 'untested | ~ (covered|tested) | ~ * tests? for | missing test | test coverage',
  'wrong expectation': 'wrong expect | expected (value )?is wrong | compares? (it|the \\w+) with itself | expected and actual',
  'unawaited assertion': '(assertion|expect\\S*|rejects|resolves) * ~ * await',

  // the project around the code
  'dead link':
    'dead link | broken link | link (target|to) | points to (a|an|the)? ?\\w* ?guide | 404 link | link * (broken|dead|does ~ exist|nowhere)',
  'missing file':
    '(file|path|script|folder|directory) * (does ~ exist|is ~ in|is gone|was (deleted|removed)|~ there) | ~ in this tree | was deleted | no such file | names a (file|path) | is gone | entry point | deleted when',
  'never runs': '\\.phony | ~ declared \\.phony | up to date and never|never runs',
  'undeclared':
    'undeclared | ~ declared | missing dependency | transitive | hoist(ed|ing) | stands in no block | ~ in package\\.json | nobody installs | phantom dependency | not listed',
  'wrong kind of dependency':
    'devdependenc | dev dependenc | run-?time dependenc | (only|merely) (used )?for building | build tool | belongs? (in|into|to) (the )?dev | consumers install',
  'deprecated': 'deprecat | unmaintained | abandoned | no (longer )?(maintained|releases) | end of life | eol> | obsolete',
  'old version':
    'out of date | outdated | contradict | satisfies both | version mismatch | disagree | asks for (node|python) | (node|python|java|go) version',
  'lock file': 'lock ?file | npm ci | package-lock | frozen-lockfile | may resolve other versions',
  'licence': 'licen[cs]e',
  'overdue': 'todo> | fixme | should have been removed | remove after | promises to drop | has been passed | temporary (hack|workaround)',
  'lost data':
    'for good | data loss | data-loss | values are lost | (lose|loses|lost) all data | without a copy | hard delete | is dropped without | irrevers | final snapshot | final_snapshot | nothing is kept | vanish and | can ?not (be )?(bring|undone|restored) | mark (it|them) (as deleted|instead) | soft delete | deleted for good | cascade',
  'constraint':
    'not null | existing rows | non-empty table | has rows | (unique|foreign key) (index|constraint) * (fail|violat|existing|duplicate) | violat\\w* (the|a|the new)? ?(\\w+ )?constraint | existing duplicates | merged? (duplicates|first) | migration (fails|aborts|breaks)',
  'placeholder': 'placeholder (name|is|differs) | \\{\\w+\\}',
  'hard-coded text': 'not translat | untranslat | hard-?coded (text|string|english) | i18n | locali[sz]',
  'probe': 'probe',
  'random port': 'random port | port (is missing|falls back)',
  'build layers': 'layer cache | docker (layer|cache) | invalidates the layer | dockerignore',
  'tangled':
    'too (long|complex) | cyclomatic | cognitive complexity | too many (parameters|arguments|lines) | god (class|object) | duplicated code | code duplication',
  'misleading name': 'misleading name | naming (convention|is) | badly named | unclear name',
  'wrong documentation':
    '(comment|docstring|documentation|readme|example) (is |says |)(wrong|outdated|stale|misleading|does ~) | (comment|docstring|documentation) * (contradict|differs?|no longer)',

  // pages
  'list keys': 'without a (unique )?key | have no key | ~ key (prop|for)? | key prop | react-key | index as (a )?key | unique key',
  'alternative text': 'alternative text | alt (text|attribute)|alt="" | missing alt | no alt> | an alt> | image * alt>',
  'no label': '~ * labels? | label> * (input|field|control) | accessible name | aria-label | form control | placeholder is no label',
  'no keyboard': 'keyboard | without a mouse | ~ * (focus|role)> | clickable div | tabindex | operable|onclick on a (div|span)',
  'contrast': 'contrast',
  'shown password': 'type="?password | password is (shown|visible) | (characters|password) (are|is) visible | shoulder | password field',
  'no title': '(empty|missing|no) title> | has no title | document title|<title>',
  'render loop': 're-?render | set ?state (in|during) render | infinite render|render loop',
  'layout': 'layout (shift|breaks) | overflows its|z-index',
};

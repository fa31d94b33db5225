// Phrases for wrong values, conditions or code, and for slowness. One row for each kind; kinds.ts explains the syntax.

export const VALUES: Readonly<Record<string, string>> = {
  // values
  'rounding':
    'floating point | floating-point | floats?> | binary fraction | in cents | integer cents | minor units | decimal | bcmath | tolerance | last bit | exact representation | prices drift',
  'rounding rule': 'rounded (once/per/each/at the end) | round(s|ed|ing)? (per/each) line | unrounded | rounding (mode/rule)',
  'overflow':
    'integer overflow | overflows? (an? int/32/the int) | wraps? around | truncat\\w* to (32/16/int) | lossy (cast/conversion) | max_safe_integer | precision (is lost/loss) * (integer/id) | 2\\^53',
  'time zone': 'time ?zone | local time | utc> | server.{0,3} (time/zone) | offset * (time/zone)',
  'length of a day': 'clocks change | daylight | 24 hours | 86400 | (dst|summer time) (change|switch|begin|end) | leap (day/year/second)',
  'month': 'months? (is|are|starts|counted|index|zero) | getmonth | month',
  'invalid date': 'invalid date | is ~ a date | nan> * (date/compar) | no date',
  'date in the past': 'in the past | already (expired/over)',
  'units':
    '(seconds/milliseconds/minutes) instead of | in (seconds/milliseconds) (but/while/and ~) | wrong unit | unit mismatch | factor (1000/of 1000) | bytes instead of',
  'encoding': 'encoding | utf-?8 | cp1252 | charset | mojibake | unicode | surrogate | byte order mark | code points?',
  'letter case':
    'case-sensitiv | case-insensitiv | case sensitiv | case insensitiv | lower-?case | upper-?case | lower case | upper case | differ only in case | i flag',
  'identity':
    'identity | compared with (is/==>) | (is/==) operator | same object | reference equality | equals\\(\\) | use equals | by reference | identität',
  'equality contract': 'hashcode | equal hash | __hash__ | __eq__ | may share a hash',
  'loose equality': 'loose (equality/comparison) | type coercion | === | use strict equality | implicit coercion | double equals | eqeqeq',
  'not a number compare': 'isnan | use-isnan | nan>  | compar\\w* (with/to) nan | nan compar | never equal to itself',
  'truthiness':
    'truth(y/iness/ value) | non-empty string | any non-empty | boolean\\( | falsy | (0/zero) is (treated/taken) | zero is * (missing/falsy) | \\?\\? instead',
  'order':
    'order(ed/ing)? (by/~) | ~ * (ordering/order by/default order) | deterministic | unsorted | sort order | pages overlap | (shown/returned) twice or never | another order | unstable order | insertion order',
  'sorted as text': 'lexicographic | sorted as (text/strings) | sort\\(\\) without | default sort | numeric (sort/comparator) | comparator',
  'mutable default':
    'mutable default | default (argument/dict|dictionary|list) * (shared/mutable/once) | shares one (dict/list) | shared default | one dict for all | created once | evaluated once | shared between calls',
  'duplicate':
    'duplicate (key/definition/case/entry/name/function/test/id>/import) | defined twice | second definition | overrides the first | shadow | overridden | replaces the one | later one wins | same name (is/twice)',
  'too strict':
    'are (refused/rejected/called invalid) | ~ (match/accepted) | too (strict/narrow) | valid (address/input/value) * (refus/reject) | pattern is too | rejects valid',
  'not anchored': 'anchor | without ^ | matches? (anywhere/in the middle/substring) | too (loose/permissive|lax) * (pattern/regex)',
  'always the same':
    '(always/never) (true/false) | condition (is always/can never) | constant condition | always (enabled/taken/truthy/holds) | or "1" | can ~ be switched off | regardless of the | is taken (regardless/always) | tautolog',
  'inverted':
    'wrong way (round/around) | invert | revers(ed/es) (condition/test/check|logic) | negat(ed/ion) (condition/test|twice) | opposite of | turned round | should be (!/negated) | backwards',
  'wrong operator':
    'assignment (in/instead) | single = | bitwise (instead/and|or) * logical | operator precedence | precedence | & instead of | wrong operator|missing parenthes',
  'fall through': 'fall(s/)? ?through | fallthrough | missing break | without a? ?break',
  'no return':
    'missing return | ~ return(ed/s)? (a value/anything|in every) | returns? (undefined|nothing|none) (when|in|on|for) | code path',
  'swapped':
    'swapped | wrong order of (arguments/parameters) | argument order | arguments? (are|in) * (swap/wrong order) | (lat/lng|width|x and y) * swap | transposed',
  'wrong variable':
    'wrong (variable/field|constant|index|key|argument) | copy-?(and-)?paste | uses? * instead of * (variable|parameter|field)',
  'unused':
    'unused | never (used|read|called|referenced) | ~ used> | assigned a value but | dead code | unreachable | no-unused | is superfluous',
  'no effect': 'has no effect | is ignored> | never enters | has no influence | without effect | is never applied',
  'undefined name':
    'no-undef | undefined (name|variable|function|symbol) | is ~ defined> | undeclared variable | nameerror | typo in (the|a) name | misspel',
  'cache key':
    'cache key | missing from the * key | key of the cache | (both|all) (into|in) the key | cached per | cached by * (alone|only) | wrong * for a second',
  'stale':
    'stale (data|value|price|cache|entry|result|read) | ~ (kept up to date|invalidated|refreshed) | out-of-date (value|cache|copy) | outdated (value|entry) | invalidat * cache | when * changes later | nothing (fills|updates) it | generated column | keep * in sync',
  'expiry test':
    'expiry (condition|test|check) | age test | older than * (returned|served) | expired (entries|tokens) (are|is) (returned|accepted|served)',
  'hard-coded value':
    'magic (number|value|constant) | (rate|value|url|host|port|path|number) is hard-?coded | hard-?coded (rate|value|url|host|port|path|number) | same (tax )?rate for (everything|all) | read it from the (item|config|settings|environment) | must come from | factor must',

  // speed
  'many queries':
    'n\\+1 | query (per|for each|inside) | own query | round trip | lazily | select_related | prefetch_related | queried inside | one database query | (query|request|fetched|select) (in|inside|inside of) (a|the) loop | another query | in every iteration | one by one | order by order | eager load | queries? * each | load them together',
  'too much data':
    'select \\* | all columns | avatar|blob | over-?fetch | (fetch|load|return)s? (every|all) (row|record|column) | loads the whole | whole (table|collection) (into|to count|in memory) | to count | \\.count\\( | count in the database',
  'bundle': 'bundle | tree.?shak | kb into | whole of (lodash|moment)',
  'no index': 'missing index | ~ * index (on|for) | full table scan | table scan | add an index',
  'slow lookup':
    'linear (search|scan|lookup) | quadratic | o\\(n | scanned (twice|for each|every) | nested loop | build a (map|set|dict) | by id once | use a (map|set)',
  'repeated work':
    'recomput | computed (again|every|twice|on each) | on every render | memoi[sz] | invalidates the layer | (installed|built|compiled|downloaded) again (after|for|on) | every change | hoist (it|out) | inside the loop * (constant|same) | copy * (first|before) | copied (first|before)',
  'checked too late':
    '(checked|tested|validated) too late | (length|size|cheap test) * (after|first) | check(s)? (should|must) come first | too late | before the (match|work|call) is|test the length first',
  'slow test':
    'sleeps? (for|in) | fixed sleep | time\\.sleep | waits for nothing | slows every run | wait for a condition|setTimeout in (a )?test',
};

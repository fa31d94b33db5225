// The output of a command without what differs between two runs that fail for the same reason: places in files, times, addresses
// and random names. All other numbers stay: 2 failures are not 3, and 41 is not 40.

const CODE =
  '(?:[cm]?[jt]sx?|py|go|rs|rb|php|java|kts?|cs|swift|sh|bash|bats|pl|exs?|c|cc|cpp|cxx|hpp|h|mm|lua|scala|cljs?|hs|mli?|zig|nim|dart|vue|svelte|mk|r|jl|feature|md)';

/** A line that compares an expected value with the actual one: of its numbers, only places are removed. */
const TELLS_VALUES =
  /\b(?:expect(?:ed|s)?|actual(?:ly)?|received|got|want(?:ed)?|should|wrong|left|right|but|equals?|is|was)\b|[!=<>]==?|≠/i;

const PLACES: readonly [RegExp, string][] = [
  [new RegExp(`(\\.${CODE}|\\b[Mm]akefile)(?::\\d+){1,2}`, 'g'), '$1:#'],
  [new RegExp(`(\\.${CODE})\\(\\d+(?:,\\s?\\d+)?\\)`, 'g'), '$1(#)'],
  [new RegExp(`(\\.${CODE}: )\\d+(?=:)`, 'g'), '$1#'],
  [/\blines? \d+/gi, 'line #'],
  [/^(\s*(?:>\s*)?)\d+(?= ?[|│])/gm, '$1#'],
  [/^(\s+)\d+:\d+(?=\s+(?:error|warning)\b)/gm, '$1#'],
  [/^@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@/gm, '@@'],
  [/\b0x[0-9a-f]{8,}\b/gi, '0x#'],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, '#'],
  // In temporary folders, names are random.
  [/(\/(?:tmp|T)\/)[\w.+-]+/g, '$1#'],
  [/(\(|\b)(pid|process|thread|seed)(\W{1,3})\d+/gi, '$1$2$3#'],
  [/(\bthread '[^'\n]{1,200}' \()\d+(?=\))/g, '$1#'],
  [/==\d+==/g, '==#=='],
  [/\(node:\d+\)/g, '(node:#)'],
];

const UNIT = '(?:ns|µs|μs|us|ms|s|secs?|seconds?|m|mins?|minutes?)';
const TIMES: readonly [RegExp, string][] = [
  [/\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?/g, '#'],
  [/\b\d{1,2}:\d\d:\d\d(?:[.,]\d+)?\b/g, '#'],
  [new RegExp(`\\b\\d+(?:[.,]\\d+)?\\s?${UNIT}\\b(?:\\s?\\d+(?:[.,]\\d+)?\\s?${UNIT}\\b)*`, 'g'), '#'],
  [/\b((?:duration|elapsed|took|time)\w*["']?\s*[:=]?\s+)\d+(?:[.,]\d+)?/gi, '$1#'],
  // Names of commits or builds: letters and digits.
  [/\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,64}\b/g, '#'],
];

export const shapeOf = (text: string): string =>
  text
    .split('\n')
    .map((line) => without(line, TELLS_VALUES.test(line) ? PLACES : [...PLACES, ...TIMES]))
    .join('\n');

const without = (line: string, masks: readonly [RegExp, string][]): string =>
  masks.reduce((it, [mask, put]) => it.replace(mask, put), line);

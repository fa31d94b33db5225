// How three workers word one claim: three titles and claims for each kind of fault. The same words are used for a real fault and
// for a false alarm about correct code, so that only a look at the code can distinguish them.

export type Wording = { title: string; claim: string; category: string };

/** `{fn}` is the function's name. */
const TEXTS: Readonly<Record<string, readonly (readonly [category: string, title: string, claim: string])[]>> = {
  'off-by-one': [
    ['correctness', 'Off-by-one in `{fn}`', 'The bound in `{fn}` is off by one, so the last element is missed or read past the end.'],
    [
      'logic',
      '`{fn}` computes the wrong boundary',
      'At the edge the result is one too small or too large: the limit should be adjusted by one.',
    ],
    [
      'bug',
      'Boundary error drops an element',
      'An off-by-one: for an exact multiple or the final index the function returns one element less than it should.',
    ],
  ],
  'missing-null-check': [
    [
      'correctness',
      'Null dereference in `{fn}`',
      'The value may be absent, and `{fn}` uses it without a null check: it throws for such input.',
    ],
    [
      'robustness',
      '`{fn}` crashes when the field is missing',
      'A missing value is not handled; accessing a member of null fails at run time.',
    ],
    ['bug', 'Missing null check', 'Nothing checks for null before the member is read, so an object without it makes the call crash.'],
  ],
  'swallowed-error': [
    ['error-handling', '`{fn}` swallows the error', 'A failure is ignored here, and the caller is told that everything went well.'],
    ['reliability', 'Error is silently discarded', 'The error of the operation is dropped without a trace, so lost data goes unnoticed.'],
    [
      'bug',
      'Failure is not reported by `{fn}`',
      'The exception or error result is ignored; the function carries on as if it had succeeded.',
    ],
  ],
  'sql-injection': [
    ['security', 'SQL injection in `{fn}`', 'The argument is concatenated into the SQL text, so a crafted value changes the query.'],
    [
      'security/injection',
      '`{fn}` builds SQL from user input',
      'User input becomes part of the statement instead of a bound parameter: SQL injection.',
    ],
    [
      'vulnerability',
      'Query is assembled by string formatting',
      'An attacker can inject SQL, for the value is put into the query string unescaped.',
    ],
  ],
  'path-traversal': [
    ['security', 'Path traversal in `{fn}`', 'The name is joined to the folder unchecked, so `../` reads files outside of it.'],
    [
      'security/path',
      '`{fn}` lets a name escape its folder',
      'A name with `..` leaves the root directory: path traversal gives access to any file.',
    ],
    [
      'vulnerability',
      'Unchecked file name reaches the file system',
      'A crafted path climbs out of the directory, since the name is not confined to it.',
    ],
  ],
  'command-injection': [
    ['security', 'Command injection in `{fn}`', 'The argument goes into a shell command line, so a crafted value runs further commands.'],
    ['security/injection', '`{fn}` passes input to a shell', 'Shell metacharacters in the argument are interpreted: command injection.'],
    [
      'vulnerability',
      'Shell command built from an argument',
      'An attacker can inject a command, because the string is handed to the shell unquoted.',
    ],
  ],
  'resource-leak': [
    ['resources', '`{fn}` leaks a handle', 'What is opened here is never closed, so each call leaks a handle.'],
    ['reliability', 'Resource is not closed', 'The resource stays open after the function returns; handles leak until none is left.'],
    ['bug', 'Missing close in `{fn}`', 'Nothing closes the file or stream, neither on success nor on failure: a resource leak.'],
  ],
  'race': [
    ['concurrency', 'Race condition in `{fn}`', 'Check and update are two steps, so two callers can both pass the check: a race.'],
    ['thread-safety', '`{fn}` is not atomic', 'Between reading and writing another thread can come in and its update is lost.'],
    [
      'bug',
      'Concurrent calls overwrite each other',
      'The read-modify-write is unsynchronised; concurrent callers race and one wins silently.',
    ],
  ],
  'division-by-zero': [
    ['correctness', 'Division by zero in `{fn}`', 'The divisor can be zero, and nothing guards against it.'],
    ['robustness', '`{fn}` fails for zero', 'With zero as the denominator the division throws or gives NaN.'],
    ['bug', 'Unguarded division', 'An empty input makes the divisor zero: division by zero.'],
  ],
  'loose-comparison': [
    [
      'correctness',
      'Wrong comparison in `{fn}`',
      'This compares by the wrong notion of equality, so equal values are taken for different ones or the other way round.',
    ],
    [
      'logic',
      '`{fn}` uses the wrong equality operator',
      'Identity or a loose operator is used where the values should be compared: the comparison is wrong.',
    ],
    [
      'bug',
      'Equality check does not compare the values',
      'The wrong equality makes the comparison succeed or fail for reasons that have nothing to do with the values.',
    ],
  ],
  'shared-state': [
    [
      'design',
      '`{fn}` exposes mutable shared state',
      'The same mutable object is handed out to all callers, so one that changes it changes it for everyone.',
    ],
    [
      'encapsulation',
      'Internal collection is shared with callers',
      'No copy is made: callers can mutate the shared state behind this function.',
    ],
    [
      'bug',
      'Mutable state leaks between calls of `{fn}`',
      'The shared mutable object is aliased, and a later call sees what an earlier one changed.',
    ],
  ],
  'not-awaited': [
    [
      'async',
      '`{fn}` does not wait for the work',
      'The asynchronous work is started and not awaited, so what follows runs before it is done.',
    ],
    ['concurrency', 'Work is not awaited', 'Nothing waits for the result; errors are lost and the next step runs too early.'],
    ['bug', 'Missing await in `{fn}`', 'It carries on before the asynchronous operation has finished, because nobody awaits or joins it.'],
  ],
  'inverted-condition': [
    ['correctness', 'Inverted condition in `{fn}`', 'The condition is negated the wrong way: it allows what it should refuse.'],
    ['logic', '`{fn}` checks the opposite', 'The boolean is inverted, so the branch is taken in exactly the wrong case.'],
    ['bug', 'Condition is the wrong way round', 'A negation is missing: the condition holds where it must not.'],
  ],
  'wrong-time-unit': [
    ['correctness', 'Wrong time unit in `{fn}`', 'Seconds and milliseconds are mixed up, so the duration is off by a factor of 1000.'],
    ['logic', '`{fn}` mixes milliseconds and seconds', 'The value is given in another unit than the one that is used here.'],
    ['bug', 'Duration is in the wrong unit', 'The unit conversion is missing: milliseconds are treated as seconds or the reverse.'],
  ],
  'float-money': [
    [
      'correctness',
      '`{fn}` computes money in floating point',
      'Floating point cannot hold cents exactly, so rounding errors add up in the amount.',
    ],
    ['precision', 'Floating-point arithmetic on an amount', 'Money is computed with floats: the rounding error shows up in totals.'],
    ['bug', 'Rounding error in the amount', 'The amount is a float, and the result is off by a cent for ordinary prices.'],
  ],
  'empty-list': [
    ['robustness', '`{fn}` fails for an empty list', 'With no elements there is nothing to take, and the access throws.'],
    ['correctness', 'Empty input is not handled', 'An empty list makes the index or maximum invalid: the function crashes.'],
    [
      'bug',
      'Missing check for an empty collection in `{fn}`',
      'It takes an element without checking that the list has one, so empty input fails.',
    ],
  ],
  'copy-paste-variable': [
    ['correctness', 'Wrong variable in `{fn}`', 'The second line uses the variable of the first: a copy-and-paste slip.'],
    ['logic', '`{fn}` uses the same variable twice', 'One of the two expressions was copied and the wrong variable kept.'],
    ['bug', 'Copy-paste error', 'The wrong variable is used here; the line was copied from the one above and not adapted.'],
  ],
  'endless-retry': [
    ['reliability', '`{fn}` retries for ever', 'There is no limit on the retries, so a lasting failure makes it loop endlessly.'],
    ['robustness', 'Unbounded retry loop', 'Nothing ends the loop when the other side never answers: an endless retry without timeout.'],
    ['bug', 'Endless loop on failure in `{fn}`', 'The retry has no limit and no timeout; it hangs for ever if the call keeps failing.'],
  ],
  'secret-logged': [
    ['security', '`{fn}` logs a secret', 'The secret is written to the log in plain text.'],
    ['security/logging', 'Sensitive data in the log', 'A credential ends up in the log file, where many can read it.'],
    ['vulnerability', 'Secret is written to the log by `{fn}`', 'The log line contains the secret itself and should only name it.'],
  ],
  'weak-hash': [
    ['security', 'Weak password hash in `{fn}`', 'A fast hash without a salt is no way to store a password: it is broken by brute force.'],
    [
      'security/crypto',
      '`{fn}` hashes passwords with a broken algorithm',
      'The algorithm is weak for passwords; use a slow password hash with a salt.',
    ],
    ['vulnerability', 'Password hashing is too weak', 'An unsalted fast digest protects no password: a weak hash.'],
  ],
};

export const KINDS: readonly string[] = Object.keys(TEXTS);

/** The wording of one worker; each worker has a different one. */
export function wordingOf(kind: string, nth: number, fn: string): Wording {
  const texts = TEXTS[kind] ?? [];
  const [category = 'bug', title = kind, claim = kind] = texts[nth % texts.length] ?? [];
  return { category, title: title.replaceAll('{fn}', fn), claim: claim.replaceAll('{fn}', fn) };
}

// Phrases for problems while a program runs: concurrency, resources, errors. One row for each kind; kinds.ts explains the syntax.

export const RUNNING: Readonly<Record<string, string>> = {
  // concurrency
  'race':
    'race> | races> | racy | toctou | check-then-act | check then act | stampede | concurrent (caller/map/write/access/request/update) | at the same time | unsynchroni | without (a lock/a mutex/locking/synchroni) | ~ * (guarded/protected) | interleav | data race | lost update | two (requests/threads/goroutines) | mutex | use atomic | thread-safe | thread safe | wettlauf | carrera',
  'overlapping runs':
    '(several/two/second) * (flush/run/job/instance) * (beside/overlap/same time/at once) | started again while | run beside each other | re-entran | reentran | only one * at a time | overlap * (run/job/flush/execution)',
  'deadlock': 'deadlock | lock order | opposite order | other way round * lock | block each other',
  'lock not released':
    'unlock is ~ | lock stays held | never unlocked | lock * ~ released | ~ * released on error * lock | finally block * lock | unlock in (a/) finally | defer * unlock',
  'lock held too long':
    'while the lock is held | critical section | inside the lock | locks? (the/every) (table/row) | blocks all writes | blocks writes | concurrently> | holds up every | stay locked | one (statement/transaction) * (million/whole/lock) | backfill * lock | in batches | locked (until/till)',
  'captured variable':
    'loop variable | range variable | captur * variable | closes over | closure over | closures see | goroutines capture',
  'stale closure':
    'stale (callback/closure/value/state) | dependency (list/array) | exhaustive-deps | missing (hook/effect) dependenc | effect * dependenc',
  'no bound on work':
    'unbounded (number/parallel/concurren/thread/goroutine) | unlimited (parallel/concurren/thread) | ~ * (concurrency/parallelism) limit | semaphore | errgroup | all * run at once | worked on at once | number of (threads/goroutines/workers/connections) * ~ * (limit/bound) | ~ * (limit/bound) * (threads/goroutines/workers) | thread for each | goroutine for each | fixed pool | bound the pool',
  'one after the other':
    'one after the other | sequentially | in sequence | handled one (at a time/by one) | holds? up all others | await in (a/the) loop | await inside (a/the) loop | in parallel instead | promise.all',
  'not awaited':
    '~ awaited | neither awaited | un-awaited | unawaited | missing await | ~ * await> | floating promise | promise * (dropped/forgotten/discarded/ignored/unhandled) | fire-and-forget | fire and forget | nobody waits | (started/called) and forgotten',
  'not waited for':
    '~ wait for * (task/work/thread/job/goroutine/future/process/completion) | before the work is (done/finished) | returns (at once/while/before) * (queue/background/still/finish) | (still/goes on) * in the background | waitgroup | wait for the future | join the thread',
  'blocks the loop':
    'blocks? (the/a) (event loop/thread/main thread/ui thread) | block the event loop | synchronous * (blocks/event loop/read/write/copy) | writefilesync | readfilesync | copies synchronously | copytoasync | thread of the pool',
  'foreign state':
    'shared (mutable/state/instance) | global (mutable/state) | mutat * (argument/parameter/input/caller/props/shared) | modifies (its/the) (argument/parameter/input) | changes the caller | side effect on (its/the) (argument/input) | aliasing | shallow copy | same (reference/object) is (shared/returned)',
  'changed while iterating':
    'while iterating | during iteration | concurrentmodification | modif * (list/map/collection/array) * (iterat/loop) | removes? * (iterat/loop) | splice in',

  // resources
  'not closed':
    'never closed | ~ closed | unclosed | descriptor | handle leak | file handle | leaked (file/handle/connection/descriptor) | connection leak | with open | with (block/statement) | stays open | left open | try-with-resources | use defer | by defer | garbage collector | resource leak | ~ * close> * (file/stream/connection/response)',
  'close not reached':
    'close * (skipp|~ reached|happy path|only on) | stays? open after | (close|release|unlock) * in every case | on the happy path',
  'pool not shut down':
    'shut ?down * (pool/executor) | (pool/executor) * shut ?down | executor * (never/~) | idle workers linger | nobody closes the pool',
  'not unsubscribed':
    '(listener/subscription/interval/timer/handler) * (never removed/~ removed/leak/pile) | unsubscrib | clearinterval | cleartimeout | removeeventlistener | cleanup function | listener leak | ~ * cleanup * (effect/timer/listener)',
  'grows':
    '(grow/fill) * (without bound/unbounded/for ever/forever/memory/with every) | grows with every | grow for ever | without bound | unbounded (cache/map/list/growth/memory/queue) | never evicted | evict | lru> | never (cleaned/removed/cleared) | nothing (removes/is ever removed) | memory leak | time to live * cache | ~ * (max/limit) * (cache/map/entries) | never written out or removed',
  'blocked sender': 'senders? block | goroutines? leak | nobody reads | leaked goroutine | blocked on (send/channel)',
  'waits for ever':
    'timeout | time-out | time out> | deadline | hangs | hang for | block indefinitely | waits? indefinitely | waiting for ever | waits for ?ever | abortsignal | stalled | zeitüberschreitung | never times out',
  'not cancelled':
    '(cannot/can not/can ~/~) be cancell?ed | cancell?ation | context.background | (caller/request).{0,4} context | fresh * context | context is ~ passed | shutdown signal | pass the context | ctx is ignored | abort is ignored',
  'retries for ever':
    'retr[iy]\\w* (for ever/forever/endless/indefinit/without limit/unlimited) | ~ * (largest/maximum) number of (attempt/retr/tries) | (endless/infinite) (loop/retr) | (spins/spinning/loops) (for ever/forever) | give up after | max(imum|) (attempts/retries) | no way out',
  'no backoff': 'backoff | back-off | jitter | fixed delay | hammers | let the pause grow | (constant/same) (delay/pause)',
  'retries what is lost':
    'permanent errors? | retr[iy]\\w* (too/every/all) * (error/failure) | will never succeed | only * transient | non-retryable | not retryable',
  'done twice':
    'idempoten | charged twice | pays twice | double charge | redeliver | resend | sent (two times/twice) | processed (several times/twice) | duplicate processing | duplicate (submit/request/order/charge) | submitted twice | called twice | run twice | runs twice | (handler/submit) * (twice/again by) | double submit',
  'acknowledged too early':
    '(ack/acknowledg) * (error/fail/before) | (failed/bad) messages? (is/are) ack | dead-letter | dead letter | nack> | broker is told | before it is (handled/processed) | message is (lost/dropped) | dropped when handling | at-most-once',
  'resource limits':
    'resource limit | resources section | memory limit | cpu limit | requests and limits | cpu or memory | (cpu/memory) * (starve/unlimited) | starve the node',
  'half written':
    'atomic (write/rename/replace) | written in place | half (a/the/written) * (file/json/document) | temporary (name/file) and rename | partial write | partially written | rename it over | torn write | truncated on crash | crash in the middle | write and rename',
  'no transaction':
    '~ atomic | ~ one transaction | ~ * transaction | (two/several/both) (statements/writes/updates) * (transaction/atomic) | roll ?back * (miss/~) | partial update | inconsistent (state/data) * fail',
  'overwritten':
    'overwrit * (existing/upload/file/other/silently) | (existing/equal) * (overwritten/replaced/lost) | replace each other | filemode.create | unique name | clobber',

  // errors
  'swallowed error':
    'bare except | swallow | silently (ignored/dropped/continues/discarded/fails) | go(es)? unnoticed | hides? every failure | ignores? (its/the) (error/result/return) | error (of/from) * (is/are) (ignored/dropped/discarded) | (error/failure/exception/result) * (ignored/discarded/dropped/thrown away/lost/vanish/invisible/unchecked/unnoticed) | (error/result/return value/status) * ~ (checked/handled/looked) | ~ checked | nobody looks | nobody asks | unchecked (error/return/result) | empty catch | assigned to _ | leave no trace | failure is (ignored/~ handled) | failure of * is (ignored/~ handled) | discards * (error/why/exception) | without having looked | exceptions? of * lost | verschluckt',
  'caught too broadly':
    'catches? (everything/all/too much) | catch-all | broad except | too broad | bare except | keyboardinterrupt | baseexception | generic exception | catch (throwable/exception)>',
  'cause lost':
    'original (error/cause/exception) | (cause/stack) is lost | without the cause | wrap the error | error context | raise from | loses the (stack/cause)',
  'sticky failure':
    'failed (load/request/promise) is cached | cached for ever | caches? the (error/failure/rejection) | caches failures | (rejected/failed) promise stays',
  'unhandled':
    'unhandled | does ~ rescue | ~ caught | uncaught | rejection | propagates to the (caller/client/top) | exception * ~ handled | try/catch | try-catch',
  'server error':
    'answers? (with/) * 500 | internal (server |)error | (as/is/are/ends? in) a (500/server error) | 500 instead of | answer 400 | instead of a? ?(400/404) | server error',
  'ignored status':
    'response.ok | error status | status is ignored | status code * (~/ignor) | http errors? * (hid/ignor/~) | 404 page | (non-2xx/4xx/5xx) | raise_for_status | curl -f | -f curl',
  'exit code':
    'exit (code/status) | \\|\\| true | set -e | pipefail | failing (tests/step/command) (do/does) ~ fail | always succeeds | after a failed | is green (although/whatever) | job * green | ignor * (test result/failure) * (ci/job/step) | test result is ignored | swallow * exit | failed cd | cd fails | failure of cd | printed after a failed',
  'quoting': 'unquoted | word splitting | globbing | (in|double) quotes | sc2086 | split at (blanks|spaces)',
  'parse failure': 'malformed * (json/message/input) | json.parse | parse error | bad message | (invalid/broken) json',
  'not a number': 'int\\(\\) | parseint | atoi | valueerror | ~ a number | non-numeric | number format | numberformatexception | limit=abc',
  'not there':
    '(may/can/could/might/is/be) (be )?(undefined/null/nil/none)> | null (check/pointer/dereference/reference/safety/value) | null-safety | nil (pointer/dereference/map) | nullpointer | npe> | nonetype | optional chaining | dereferenc | ~ loaded | of (undefined/null) | typeerror * (undefined/null) | find * (undefined/nothing) | (is/returns?/answers?) (null/none/nil/undefined) when | guard * (null/undefined) | empty optional | peut être (undefined|null) | kann (undefined|null) sein | puede ser (undefined|null) | 空指针',
  'missing key':
    'keyerror | key (is/may be) (missing/absent) | missing key | without the key | .get\\( | no such key | default for (a/the) missing',
  'wrong type':
    'anything but a string | typeof | (does ~ exist/~ a function) on | (assumes/expects) (a string/an array/a list) | isinstance | instanceof | wrong type | type error | unsafe cast | classcast',
  'out of range':
    'out of range | out of bounds | out-of-bounds | slice-bounds | slice bounds | past the end | behind the end | index out of | bounds check | clamp | ~ compared with * (length/len>/size) | (length/header/bytes) * without checking | fewer than | too few (bytes/elements) | short input | shorter than',
  'too little': 'sufficient (funds|stock|balance) | overdrawn | enough (money|stock|balance|funds) | insufficient',
  'negative number': 'negative | below zero | less than zero | -1 (makes/is) | values below',
  'one too many':
    'off-by-one | off by one | one (too many/too few/element too/byte too/item too) | one byte past | last (item/row/element/iteration/byte) * (dropped/lost/missing/skipp/takes) | fencepost | exclusive | inclusive | should be (</>/<=/>=) | lets exactly one | from the second | is only refused | (<=/<) * (len/length)',
  'buffer overflow':
    'buffer overflow | buffer-overflow | strcpy | stack overflow | overwrites? (the stack/what lies) | (length/len) * (trusted/attacker-controlled) | attacker-controlled length | from the message is trusted | heap-overflow | heap overflow | write past | without a length check | behind the array | size of the destination | sprintf | gets\\(',
  'out of memory': 'malloc * (~/check/null) | result of malloc | allocation (fail/is ~ checked) | out of memory',
  'panic':
    'unwrap | panics? | expect\\(\\) on | recover(ed|)> | crash the (server/process/worker) | takes the whole process | ends the (process/worker)',
  'undefined behaviour':
    'undefined behaviou?r | unchecked * (utf/bytes/index) | from_utf8_unchecked | use after free | use-after-free | double free | uninitiali | dangling | strict aliasing',
  'empty input':
    'empty (invoice/list/array/input/collection/string/file/result) | initial value | division by zero | divid\\w* by zero | zero-length | no elements | without items',
  'unvalidated':
    '~ validated | unvalidated | ~ * validation | zod> | validate (the/it/its/them) | schema * (valid/check) | input validation | untrusted (input/data) | user input * ~ (check/valid) | accepts (any/every) (value/input)',
  'not observed':
    'observab | ~ * (logged/logging/log>) * (error/failure/when) | leaves? no trace | ~ * metric | ~ * trace> | hard to debug | log the error',
};

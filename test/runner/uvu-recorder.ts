// Loaded before a test file, in its process: replaces `uvu`, passes everything on to it, and records what uvu does not report:
// suites that were never run, hooks that threw, and which test hangs.

import { registerHooks } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import * as uvu from 'uvu';

type Body = uvu.Callback;

/** Tests added to a suite since it last ran, by suite. */
const waiting = new Map<string, string[]>();
let suites = 0;
let current: string | undefined;

export function suite(title = '', context?: Record<string, unknown>): uvu.Test {
  const inner = uvu.suite(title, context);
  const name = title || `suite ${++suites}`;
  const key = `${name}#${waiting.size}`;
  const tests: string[] = [];
  waiting.set(key, tests);

  const told = (test: string, body: Body): Body => {
    return async (state) => {
      current = `${name}: ${test}`;
      try {
        await body(state);
      } catch (thrown) {
        throw asError(thrown);
      } finally {
        current = undefined;
      }
    };
  };
  // uvu swallows what a hook throws; the totals show that something is wrong, this shows what.
  const hook = (kind: string, body: Body): Body => {
    return async (state) => {
      current = `${name}: ${kind}`;
      try {
        await body(state);
      } catch (thrown) {
        console.error(`\n${name}: ${kind} threw`, thrown);
        throw asError(thrown);
      } finally {
        current = undefined;
      }
    };
  };

  const outer = (test: string, body: Body) => {
    tests.push(test);
    inner(test, told(test, body));
  };
  return Object.assign(outer, {
    only: (test: string, body: Body) => {
      tests.push(test);
      inner.only(test, told(test, body));
    },
    skip: (test?: string, body?: Body) => inner.skip(test, body),
    before: Object.assign((body: Body) => inner.before(hook('before', body)), {
      each: (body: Body) => inner.before.each(hook('before.each', body)),
    }),
    after: Object.assign((body: Body) => inner.after(hook('after', body)), {
      each: (body: Body) => inner.after.each(hook('after.each', body)),
    }),
    run: () => {
      tests.length = 0;
      inner.run();
    },
  });
}

export const test = suite();
export const exec = uvu.exec;

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(`a test threw a ${typeof thrown}, not an Error: ${String(thrown)}`);
}

if (isMainThread) {
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'uvu' && context.parentURL !== import.meta.url
        ? { ...next(import.meta.url), shortCircuit: true }
        : next(specifier, context),
  });

  process.on('exit', () => {
    for (const [key, tests] of waiting) {
      if (tests.length === 0) continue;
      console.error(
        `The suite "${key.slice(0, key.lastIndexOf('#'))}" has ${tests.length} test(s) and was never run: its .run() is missing.`,
      );
      process.exitCode = 1;
    }
  });

  // Asked by the runner when it waits in vain.
  process.on('SIGUSR2', () => {
    console.error(`Hangs in ${current ?? 'no test'}; open: ${process.getActiveResourcesInfo().join(', ') || 'nothing'}`);
  });
}

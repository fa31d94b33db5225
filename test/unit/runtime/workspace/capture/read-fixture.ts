// A suite with a repository and a reader of its blobs.

import { suite } from 'uvu';
import { type Blobs, openBlobs } from '../../../../../runtime/workspace/git/blobs.ts';
import { type Sandbox, sandbox } from '../sandbox.ts';

export type Context = { box: Sandbox; open(gitDir: string, options?: { maxBytes?: number }): Blobs };

export function suiteWithBlobs(name: string) {
  const test = suite<Context & { stop: AbortController }>(name);
  test.before.each((context) => {
    context.box = sandbox();
    const stop = new AbortController();
    context.stop = stop;
    context.open = (gitDir, options = {}) => openBlobs(gitDir, { ...options, signal: stop.signal });
  });
  test.after.each(({ box, stop }) => {
    stop.abort();
    box.remove();
  });
  return test;
}

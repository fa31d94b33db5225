// A stand-in for an agent program: it has that program's name on the PATH, prints a version, does what a scripted worker does, and ends
// with the output of the real one.

import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { type DaemonFixture, WORKERS } from './daemon-fixture.ts';

export type FakeAgent = {
  worker?: string;
  version?: string;
  /** Its last words. */
  prints?: string;
};

const USED = '{"type":"turn.completed","usage":{"input_tokens":1200,"cached_input_tokens":0,"output_tokens":34}}';

/** Returns the folder to put on the PATH. */
export function writeFakeAgent(
  fixture: DaemonFixture,
  program: string,
  { worker = 'reviews.mjs', version = '0.169.0', prints = USED }: FakeAgent = {},
): string {
  const bin = join(fixture.folder, 'bin');
  const path = join(bin, program);
  const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  fixture.write(
    path,
    [
      '#!/bin/sh',
      `if [ "$1" = --version ]; then echo ${quoted(version)}; exit 0; fi`,
      // It is told its prompt by an argument; its twin in the folder of the result is easier to find.
      'here="$(dirname "$MUSTER_RESULT")"; name="${MUSTER_DISPATCH#*.}"',
      'MUSTER_PROMPT="$here/$name.md"; [ -e "$MUSTER_PROMPT" ] || MUSTER_PROMPT="$here/${name%.*}.md"; export MUSTER_PROMPT',
      // The real one looks at the project from where it may write.
      'cd "$(sed -n \'s/^[*][*]Project Root:[*][*] //p\' "$MUSTER_PROMPT" | head -n 1)" || exit 1',
      `${quoted(process.execPath)} ${quoted(join(WORKERS, worker))} || exit 1`,
      `echo ${quoted(prints)}`,
      '',
    ].join('\n'),
  );
  chmodSync(path, 0o755);
  return bin;
}

// The meaning of each flag on a result, for reports and screens. The rules that set them are in skills/dispatch/anomalies.ts.

import type { ResultFlag } from '../../contracts/work/dispatch.ts';

export const FLAG_WORDS: Readonly<Record<ResultFlag, string>> = {
  'byte-order-mark': 'began with a byte-order mark',
  'fenced': 'was inside a Markdown fence',
  'late': 'came after the worker had been given up',
  'orphan': 'was found after its session had ended',
  'far-faster': 'took at most a tenth of the time that the others needed',
  'no-tool-use': 'used no tool',
  'heartbeat-missing': 'never sent a heartbeat',
  'exit-nonzero': 'its program exited with an error',
  'absent-paths': 'says that it looked at paths that are not there',
  'unwitnessed-looks': 'says that it opened files that its program did not open',
};

/** `far-faster (took at most …), no-tool-use (used no tool)` */
export const flagText = (flags: readonly ResultFlag[], say: (english: string) => string = (it) => it): string =>
  flags.map((it) => `${it} (${say(FLAG_WORDS[it])})`).join(', ');

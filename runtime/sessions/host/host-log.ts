// The host's own small log, `<home>/sessions/host.log`. Two files of bounded size; when the disk is full, it loses lines rather
// than workers.

import { appendFileSync, renameSync, statSync } from 'node:fs';
import { redact } from '../../secrets/redact.ts';

const LIMIT = 512 * 1024;
const LONGEST_LINE = 4_000;

export function openHostLog(path: string): (line: string) => void {
  let size = sizeOf(path);
  return (line) => {
    const entry = `${new Date().toISOString()} ${process.pid} ${redact(line.slice(0, LONGEST_LINE), [])}\n`;
    try {
      if (size > LIMIT) {
        renameSync(path, `${path}.1`);
        size = 0;
      }
      appendFileSync(path, entry, { mode: 0o600 });
      size += entry.length;
    } catch {
      // There is nowhere left to report it.
    }
  };
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}

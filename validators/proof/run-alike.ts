// Whether a test runner that runs one file also runs another, as far as names tell: runners select by folders and by patterns.

import { posix } from 'node:path';
import { namedAsTest } from './test-files.ts';

type PathTest = (path: string) => boolean;

export function isRunAlike(from: string, to: string, isTest: PathTest): boolean {
  if (from === to) return true;
  if (!isTest(to) || posix.extname(from) !== posix.extname(to) || isPassedOver(from, to)) return false;
  const [was, is] = [namedAsTest(from), namedAsTest(to)];
  if (!isTest(from)) return is !== undefined || /(^|\/)tests\/[^/]+\.rs$/.test(to);
  if (was !== is) return false;
  return was === undefined ? posix.dirname(from) === posix.dirname(to) : isNear(from, to);
}

/** In the same part of the repository, or deeper in the same folder: another part may be one that no command names. */
function isNear(from: string, to: string): boolean {
  const folder = posix.dirname(from);
  return folder === '.' || to.startsWith(`${folder}/`) || from.split('/')[0] === to.split('/')[0];
}

const SYSTEMS =
  /_(?:aix|android|darwin|dragonfly|freebsd|illumos|ios|js|linux|netbsd|openbsd|plan9|solaris|wasip1|windows|386|amd64|arm|arm64|loong64|mips\w*|ppc64\w*|riscv64|s390x|wasm)(?=_test\.go$)/;

/** Names that runners leave out by themselves: hidden ones, and with go those that begin with `_`, or name another system. */
function isPassedOver(from: string, to: string): boolean {
  const hidden = (path: string): string[] =>
    path.split('/').filter((it) => /^[._]|^(?:node_modules|testdata|vendor)$/.test(it) && !/^__\w+__$/.test(it));
  const there = new Set(hidden(from));
  return hidden(to).some((it) => !there.has(it)) || SYSTEMS.exec(to)?.[0] !== SYSTEMS.exec(from)?.[0];
}

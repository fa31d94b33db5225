// A disk with a slow `fsync`: a small preloaded library that waits before each call. It is compiled here, so no tool for injection
// is needed.

import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SOURCE = (microseconds: number): string => `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <unistd.h>
static int waited(const char *name, int fd) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  usleep(${microseconds});
  return real(fd);
}
int fsync(int fd) { return waited("fsync", fd); }
int fdatasync(int fd) { return waited("fdatasync", fd); }
`;

/** The environment of a process on such a disk; or why there is none. */
export function slowDisk(folder: string, milliseconds: number): { env: Record<string, string> } | { cannot: string } {
  const [source, library] = [join(folder, 'slow.c'), join(folder, 'slow.so')];
  writeFileSync(source, SOURCE(milliseconds * 1000));
  const built = spawnSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl'], { encoding: 'utf8' });
  if (!existsSync(library)) return { cannot: built.error?.message ?? built.stderr.split('\n')[0] ?? 'cc made nothing' };
  return { env: { LD_PRELOAD: library } };
}

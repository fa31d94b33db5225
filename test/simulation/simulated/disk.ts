// The disk of a simulated home: files by path, and objects by digest. It outlives the daemons. When it is full, writing fails.

import { Buffer } from 'node:buffer';
import { basename, dirname } from 'node:path';
import type { Files } from '../../../daemon/effects/world/files.ts';
import { digestOf } from '../../../runtime/canonical.ts';
import type { FailpointName } from '../../../runtime/failpoints.ts';
import type { Objects } from '../../../runtime/ledger/ledger.ts';
import { asResultFile, type ResultFiles } from '../world/result-files.ts';
import type { Time } from '../world/time.ts';

export type SimDisk = {
  /** What a person has written there. */
  write(path: string, text: string): void;
  text(path: string): string | undefined;
  has(digest: string): boolean;
  /** Removes a folder with everything in it. */
  forget(folder: string): void;
  /** The disk as one daemon uses it. */
  doorOf(failpoints: Failpoints): { files: Files; objects: Objects };
};

/** Places where the daemon may die; a dead one does not get past them. */
export type Failpoints = { pass(point: FailpointName, subject: string): Promise<void>; alive(): Promise<void> };

export type Setup = {
  time: Time;
  desk: ResultFiles;
  isFull(): boolean;
  /** The paths of all checkouts. */
  checkouts(): string[];
  /** Makes every write of this content fail. */
  refuses(path: string, content: string): boolean;
};

const fails = (code: string, message: string): Error => Object.assign(new Error(message), { code });
const NO_SPACE = 'no space left on device';
/** The task as it was dropped. */
const TASK = Buffer.from('# Look at it\n');

export function simDisk({ time, desk, isFull, checkouts, refuses }: Setup): SimDisk {
  const files = new Map<string, Buffer>();
  const folders = new Set<string>();
  const objects = new Map<string, Buffer>();

  function mayWrite(): void {
    if (isFull()) throw fails('ENOSPC', NO_SPACE);
  }

  function doorOf({ pass, alive }: Failpoints): { files: Files; objects: Objects } {
    return {
      files: {
        async privateFolder(path) {
          await alive();
          if (folders.has(path)) return;
          mayWrite();
          folders.add(path);
        },
        async writeDurably(path, content) {
          await pass('file.before-rename', basename(path));
          mayWrite();
          const bytes = Buffer.from(content);
          if (!folders.has(dirname(path))) throw fails('ENOENT', `there is no folder for ${path}`);
          if (refuses(path, bytes.toString('utf8'))) throw fails('EIO', `${path} cannot be written`);
          files.set(path, bytes);
          await pass('file.after-rename', basename(path));
        },
        async readBounded(path, limit) {
          await alive();
          const paper = desk.at(path);
          if (paper?.what.kind === 'link') return { kind: 'refused', why: 'symbolic-link' };
          const bytes = paper ? Buffer.from(paper.bytes) : files.get(path);
          if (!bytes) return { kind: 'absent' };
          return bytes.length > limit ? { kind: 'refused', why: 'too-large' } : { kind: 'read', bytes };
        },
        digestThrough: async () => undefined,
        programAt: async () => undefined,
        async namesIn(folder) {
          await alive();
          return [...folders, ...checkouts()].filter((it) => dirname(it) === folder).map((it) => basename(it));
        },
        async setAside(path, to) {
          await alive();
          if (!desk.at(to)) desk.move(path, to);
        },
        isBlocked: async () => false,
        resultAt: ({ result }) => asResultFile(desk.at(result), time.now(), time.now()),
        printed: () => '',
      },
      objects: {
        async put(bytes) {
          await alive();
          mayWrite();
          const digest = digestOf(bytes);
          objects.set(digest, Buffer.from(bytes));
          return digest;
        },
        async get(digest) {
          await alive();
          return objects.get(digest) ?? TASK;
        },
        has: async (digest) => objects.has(digest),
        remove: async (digest) => void objects.delete(digest),
      },
    };
  }

  return {
    write: (path, text) => void files.set(path, Buffer.from(text)),
    text: (path) => files.get(path)?.toString('utf8'),
    has: (digest) => objects.has(digest),
    forget(folder) {
      for (const it of [...folders]) if (it === folder || it.startsWith(`${folder}/`)) folders.delete(it);
    },
    doorOf,
  };
}

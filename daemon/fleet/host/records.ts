// The orders that a host has taken and not yet fully answered, on disk: what it still has to report after it was killed or cut off.

import { readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { HostOrder } from '../../../contracts/work/hosted.ts';
import { codeOf, privateFolder, readBounded, writeDurably } from '../../../runtime/files.ts';

export type Records = {
  keep(order: HostOrder): Promise<void>;
  all(): Promise<HostOrder[]>;
  drop(key: string): Promise<void>;
};

const LARGEST = 4 * 1024 * 1024;

export async function recordsIn(folder: string): Promise<Records> {
  await privateFolder(folder);
  const pathOf = (key: string): string => join(folder, `${key}.json`);
  return {
    keep: (order) => writeDurably(pathOf(order.key), JSON.stringify(order)),
    async all() {
      const names = (await readdir(folder)).filter((it) => /^r-.*\.json$/.test(it)).sort();
      const read = await Promise.all(names.map((it) => readBounded(join(folder, it), LARGEST)));
      return read.flatMap((it) => (it.kind === 'read' ? [HostOrder.parse(JSON.parse(it.bytes.toString('utf8')))] : []));
    },
    async drop(key) {
      await unlink(pathOf(key)).catch((error: unknown) => {
        if (codeOf(error) !== 'ENOENT') throw error;
      });
    },
  };
}

// A search as requested from a program's tool: in a folder or a file, perhaps only in files that match a glob.

import type { SeenLook } from '../../validators/looks/receipt.ts';

export function searchIn(folder: string | undefined, glob?: string): SeenLook[] {
  const where = folder === undefined || folder === '' ? '.' : folder.replace(/\/+$/, '');
  if (glob === undefined || glob === '') return [{ path: where, how: 'searched' }];
  return [{ path: `${where === '.' ? '' : `${where}/`}${glob.includes('/') ? '' : '**/'}${glob}`, how: 'searched' }];
}

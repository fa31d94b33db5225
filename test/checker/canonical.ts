// The documented form of everything that is hashed, implemented a second time without looking at the program: sha256 in hex, and JSON with
// keys ordered by code units and no white space.

import { createHash } from 'node:crypto';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Fields = { readonly [key: string]: Json };

export const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isFields(value)) return JSON.stringify(value);
  const keys = Object.keys(value).sort((a, b) => (a < b ? -1 : 1));
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`).join(',')}}`;
}

export const isFields = (value: Json | undefined): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The fields that are there, and none when it is something else. */
export const fieldsOf = (value: Json | undefined): Fields => (isFields(value) ? value : {});
export const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
export const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

// Whether a build would make this file, so that its absence from git is normal.

import { type JsonNode, membersAt } from '../reading/formats/json.ts';
import { folderOf } from '../reading/paths.ts';
import type { Repository } from '../rule.ts';

const OUTPUT_FOLDER =
  /(^|\/)(dist|build|out|output|target|coverage|lib|libs|es|esm|cjs|umd|types|typings|dts|generated|gen|bin|release|public|pkg|_site|\.\w+)(\/|$)/;
const BUILDS =
  /\b(tsc|vue-tsc|babel|rollup|webpack|esbuild|tsup|vite|rolldown|swc|parcel|microbundle|unbuild|tsdown|pkgroll|bili|ncc|build|compile|bundle|prepack|prepare|prepublish|coffee|browserify|gulp|grunt|make|nest|ng|turbo|nx|lerna|wasm-pack|napi|node-gyp|cargo|sass|less|postcss|dist)\b/;
const MADE = /\.(js|mjs|cjs|d\.ts|d\.mts|d\.cts|ts|css|map|json|node|wasm|html)$|(^|\/)[^./]+$/;

/** `root` is the package.json that mentions it, `folder` the folder of that file. */
export async function isBuildOutput(repo: Repository, folder: string, target: string, root: JsonNode): Promise<boolean> {
  const inside = folder === '' ? target : target.slice(folder.length + 1);
  const scripts = membersAt(root, 'scripts');
  const builds = scripts.some(({ key, value }) => BUILDS.test(key) || (value.kind === 'string' && BUILDS.test(value.value)));
  const parent = folderOf(target);
  if (OUTPUT_FOLDER.test(folderOf(inside) + (folderOf(inside) === '' ? '' : '/'))) {
    // If files of an output folder are in git, it is no output, unless something is built into it anyway.
    return builds || !repo.hasFolder(parent) || (await workspaceBuilds(repo, folder));
  }
  return MADE.test(target) && (builds || (folder !== '' && (await workspaceBuilds(repo, folder))));
}

/** In a workspace, scripts of the root build the packages. */
async function workspaceBuilds(repo: Repository, folder: string): Promise<boolean> {
  if (folder === '') return false;
  const text = await repo.text('package.json');
  return text !== undefined && /"(build|compile|bundle|prepack|prepare|release)[\w:-]*"\s*:/.test(text);
}

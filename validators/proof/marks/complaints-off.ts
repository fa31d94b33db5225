// Lines that tell a linter, a type checker, a formatter or a coverage tool to look away.

import { anyOf, type Marks } from './mark.ts';

const LINTERS = anyOf(
  'eslint',
  'tslint',
  'oxlint',
  'stylelint',
  'markdownlint',
  'swiftlint',
  'shellcheck',
  'rubocop',
  'pylint',
  'phpcs',
  'credo',
);
const TYPE_CHECKERS = anyOf('type', 'mypy', 'pyright', 'pyre', 'luacheck', 'lint', 'yamllint');

export const COMPLAINTS_OFF: Marks = [
  new RegExp(`\\b${LINTERS}[-:]?\\s*(?:disable|ignore|todo)`, 'i'),
  new RegExp(`\\b${TYPE_CHECKERS}(?::\\s*|-)(?:ignore|disable|fixme)`, 'i'),
  /\b(?:biome|prettier|phpstan|deno-lint|hadolint|dialyzer)[-_ ](?:ignore|suppress)/i,
  /\bpsalm-suppress/i,
  /@dialyzer\b/i,
  /@ts-(?:ignore|expect-error|nocheck)/i,
  /\b(?:flake8:|ruff:)?\s*noqa\b/,
  /\bnosec\b/,
  /\/\/\s?nolint\b/,
  /\bNOSONAR\b/,
  /\bNOPMD\b/,
  /\bNOLINT/,
  /CHECKSTYLE:?\s?OFF/,
  /\bnosemgrep\b/,
  /gitleaks:allow/,
  // Attributes and annotations.
  /^\s*#!?\[\s*(?:(?:cfg_attr\(.*,\s*)?(?:allow|expect)\(|rustfmt::skip)/,
  /@Suppress(?:Warnings|Lint)?\(/,
  /@SuppressFBWarnings/,
  /#pragma\s+(?:warning\s+disable|\w+\s+diagnostic\s+ignored)/,
  // Formatters.
  /\b(?:fmt|isort|black|yapf|clang-format|formatter):?\s*(?:off|skip|disable)\b/i,
  // Coverage.
  /\b(?:istanbul|c8|v8|coverage)[: ]+ignore/i,
  /pragma:\s*no[- ]?cover/i,
  /LCOV_EXCL/i,
];

// The daemon's log: structured, rotated, with secrets removed. It is for people who debug; the program never reads it, and what
// must not be lost is in the ledger.

import winston from 'winston';
import { failureOf } from '../../contracts/errors.ts';
import { redact } from '../secrets/redact.ts';
import { logFile } from './log-file.ts';

export type Log = {
  error(message: string, about?: object): void;
  warn(message: string, about?: object): void;
  info(message: string, about?: object): void;
  debug(message: string, about?: object): void;
  /** Resolves when everything is on disk; winston would lose what is still buffered when the process ends. */
  close(): Promise<void>;
};

export type LogOptions = { path: string; level: string; bytes: number; files: number; secrets?: readonly string[] };

export function openLog(options: LogOptions): Log {
  const { path, level, bytes, files, secrets = [] } = options;
  const file = logFile({ path, bytes, files });
  const transport = new winston.transports.Stream({ stream: file, eol: '\n' });
  const logger = winston.createLogger({
    level,
    format: winston.format.combine(
      winston.format.timestamp(),
      winston.format.printf(({ timestamp, level: at, message, ...rest }) => line({ at: timestamp, level: at, message, ...rest }, secrets)),
    ),
    transports: [transport],
  });
  // A log that cannot be written must not take the daemon down.
  logger.on('error', () => {});
  const write = (at: 'error' | 'warn' | 'info' | 'debug') => (message: string, about?: object) => {
    logger.log(at, message, about === undefined ? {} : plain(about));
  };
  return {
    error: write('error'),
    warn: write('warn'),
    info: write('info'),
    debug: write('debug'),
    close: () =>
      new Promise((resolve) => {
        transport.once('finish', () => file.end(() => resolve()));
        logger.end();
      }),
  };
}

/** An Error has no enumerable keys and would be written as `{}`. */
function plain(about: object): object {
  return Object.fromEntries(
    Object.entries(about).map(([key, value]) => [key, value instanceof Error ? { ...failureOf(value), stack: value.stack } : value]),
  );
}

function line(entry: object, secrets: readonly string[]): string {
  return redact(JSON.stringify(entry), secrets);
}

import { mkdirSync, renameSync, statSync } from 'node:fs';
import { type WriteStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import type { LineSink } from './service';

const ROTATE_AT_BYTES = 10 * 1024 * 1024;
const SHOWN_LEVELS = ['warn', 'error', 'fatal'];

/** The fields of our structured log lines that are shown on a console. */
interface LogLine {
  level?: string;
  msg?: string;
  err?: { message?: string };
}

/**
 * Writes every line of a service to `<directory>/<service>.log`, and those a person must see to the console:
 * warnings, errors and whatever is not structured.
 */
export function logTo(directory: string): LineSink {
  mkdirSync(directory, { recursive: true });
  const files = new Map<string, WriteStream>();
  return (service, line) => {
    let file = files.get(service);
    if (!file) {
      file = openLog(join(directory, `${service}.log`));
      files.set(service, file);
    }
    file.write(`${line}\n`);
    const shown = consoleTextOf(line);
    if (shown !== undefined) console.log(`[${service}] ${shown}`);
  };
}

/** Keeps one earlier file, so that a log never grows without bound over many starts. */
function openLog(path: string): WriteStream {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > ROTATE_AT_BYTES) renameSync(path, `${path}.1`);
  return createWriteStream(path, { flags: 'a', mode: 0o600 });
}

function consoleTextOf(line: string): string | undefined {
  if (!line.startsWith('{')) return line;
  try {
    const { level = 'error', msg, err } = JSON.parse(line) as LogLine;
    if (!SHOWN_LEVELS.includes(level)) return undefined;
    return [msg, err?.message].filter(Boolean).join(': ') || line;
  } catch {
    return line;
  }
}

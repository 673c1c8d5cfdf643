/**
 * Starts a program in a child process, with the native-addon guard preloaded. Main thread of the
 * harness.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { GUARD_ARGUMENTS, PURE_JAVASCRIPT } from './native-free-process.ts';
import type { ChildMessage, HarnessMessage } from './program.ts';
import type { ProgramName } from './programs.ts';

const ENTRY = fileURLToPath(new URL('./program-child.js', import.meta.url));
/** A program that never ends must not hang a benchmark run for ever; the longest that is asked for takes an hour. */
const RESULT_TIMEOUT_MS = 120 * 60_000;

class ProgramError extends Error {
  override readonly name = 'ProgramError';
  readonly code = 'PROGRAM_FAILED';
}

export interface RunningProgram {
  /** What the program passed to `ready`. Rejects when it ended before that. */
  readonly ready: Promise<unknown>;
  /** What the program returned. Rejects with `ProgramError` when it failed. */
  readonly result: Promise<unknown>;
  readonly pid: number;
  /** The program's answer to one question; one question at a time. */
  ask(question: unknown): Promise<unknown>;
  /** Asks the program to end and waits for its result. */
  stop(): Promise<unknown>;
  /** Ends it without asking. */
  kill(): Promise<void>;
}

export function startProgram(program: ProgramName, options: unknown): RunningProgram {
  const child = fork(ENTRY, [JSON.stringify({ program, options })], {
    execArgv: [...GUARD_ARGUMENTS],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, ...PURE_JAVASCRIPT },
  });
  const { ready, result, nextAnswer } = follow(program, child);
  const send = (message: HarnessMessage) => {
    if (child.connected) child.send(message);
  };
  return {
    ready,
    result,
    pid: child.pid ?? 0,
    ask(question) {
      const answer = nextAnswer();
      send({ type: 'question', value: question });
      return answer;
    },
    stop() {
      send({ type: 'stop' });
      return result;
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Runs a program to its end. */
export async function runProgram(program: ProgramName, options: unknown): Promise<unknown> {
  return startProgram(program, options).result;
}

interface Deferred {
  readonly promise: Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

function deferred(): Deferred {
  let resolve: Deferred['resolve'] = () => undefined;
  let reject: Deferred['reject'] = () => undefined;
  const promise = new Promise<unknown>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  // A promise nobody waits for must not end the harness by an unhandled rejection.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}

function follow(program: string, child: ChildProcess) {
  const ready = deferred();
  const result = deferred();
  let answer = deferred();
  const fail = (message: string) => {
    const error = new ProgramError(`${program}: ${message}`);
    for (const waiting of [ready, answer, result]) waiting.reject(error);
  };
  const timer = setTimeout(() => {
    fail(`no result within ${RESULT_TIMEOUT_MS / 60_000} minutes`);
    child.kill('SIGKILL');
  }, RESULT_TIMEOUT_MS);
  let received: { readonly value: unknown } | undefined;
  child.on('message', (message: ChildMessage) => {
    if (message.type === 'ready') ready.resolve(message.value);
    else if (message.type === 'answer') answer.resolve(message.value);
    else if (message.type === 'result') received = { value: message.value };
    else fail(message.message);
  });
  child.on('exit', (code, signal) => {
    clearTimeout(timer);
    if (received === undefined) fail(`ended with ${signal ?? `exit code ${code}`} and no result`);
    else result.resolve(received.value);
  });
  const nextAnswer = () => {
    answer = deferred();
    return answer.promise;
  };
  return { ready: ready.promise, result: result.promise, nextAnswer };
}

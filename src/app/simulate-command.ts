/** `tickring simulate`: the deterministic simulation, which is no part of the engine, in a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { PACKAGE_ROOT } from './package-root.ts';

const PROGRAM = join(PACKAGE_ROOT, 'dist', 'tests', 'simulation', 'main.js');
/** A shell's number for a program that was ended by a signal. */
const EXIT_SIGNAL = 128;

/** Resolves with the simulation's exit code: 0, 127 crash, 128 liveness, 129 invariant, 130 determinism. */
export async function simulateCommand(args: string[]): Promise<number> {
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? EXIT_SIGNAL;
}

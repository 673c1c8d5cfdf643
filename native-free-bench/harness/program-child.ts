/** Entry of every child process of the harness: runs the one program named in its argument. */
import { loadedNativeAddons } from '../native-free.ts';
import type { ChildMessage, HarnessMessage, Program, ProgramContext } from './program.ts';
import { loadProgram } from './programs.ts';

function send(message: ChildMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    else process.send(message, undefined, undefined, () => resolve());
  });
}

function harnessContext(): ProgramContext {
  let answer: (question: unknown) => unknown = () => null;
  const stopped = new Promise<void>((resolve) => {
    process.on('message', (message: HarnessMessage) => {
      if (message.type === 'stop') resolve();
      else void send({ type: 'answer', value: answer(message.value) });
    });
  });
  return {
    ready: (value) => void send({ type: 'ready', value }),
    onQuestion: (listener) => {
      answer = listener;
    },
    stopped,
  };
}

async function run(): Promise<void> {
  const { program, options } = JSON.parse(process.argv[2] ?? '{}') as {
    readonly program: string;
    readonly options: unknown;
  };
  const start: Program = await loadProgram(program);
  const value = await start(options as never, harnessContext());
  const addons = loadedNativeAddons();
  if (addons.length > 0) throw new Error(`native addons were loaded: ${addons.join(', ')}`);
  await send({ type: 'result', value });
}

// A harness that dies takes its children with it.
process.on('disconnect', () => process.exit(1));
run().then(
  () => process.exit(0),
  async (error: unknown) => {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    await send({ type: 'error', message });
    process.exit(1);
  },
);

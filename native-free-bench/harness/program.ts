/**
 * What a benchmark program is: the code that runs in a process of its own, and how it talks to the
 * harness.
 */

/** Handed to a program by `program-child.ts`. */
export interface ProgramContext {
  /**
   * Tells the harness that the program is up; `value` is JSON. Programs that simply run to the end
   * need not call it.
   */
  ready(value: unknown): void;
  /** Answers every question of the harness; `question` and the answer are JSON. */
  onQuestion(answer: (question: unknown) => unknown): void;
  /** Resolves when the harness asks the program to end. */
  readonly stopped: Promise<void>;
}

/** Runs once with JSON `options`; what it returns is JSON and goes to the harness. */
export type Program = (options: never, context: ProgramContext) => Promise<unknown>;

/** Child → harness. */
export type ChildMessage =
  | { readonly type: 'ready'; readonly value: unknown }
  | { readonly type: 'answer'; readonly value: unknown }
  | { readonly type: 'result'; readonly value: unknown }
  | { readonly type: 'error'; readonly message: string };

/** Harness → child. */
export type HarnessMessage =
  | { readonly type: 'stop' }
  | { readonly type: 'question'; readonly value: unknown };

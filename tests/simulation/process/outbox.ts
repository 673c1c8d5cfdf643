/** Effects that wait for the journal, in order: each is released once the step that caused it is durable, never before (ID-03, ID-04). */

interface Held<Effect> {
  readonly effect: Effect;
  /** Durable steps of its writer it waits for. */
  readonly gate: number;
}

export class Outbox<Effect> {
  readonly #held: Held<Effect>[] = [];
  readonly #release: (effect: Effect, gate: number) => void;
  readonly #mayLeave: (effect: Effect) => boolean;

  constructor(
    release: (effect: Effect, gate: number) => void,
    mayLeave: (effect: Effect) => boolean = always,
  ) {
    this.#release = release;
    this.#mayLeave = mayLeave;
  }

  add(effect: Effect, gate: number): void {
    this.#held.push({ effect, gate });
  }

  /** Releases what is due. An effect that ends the process leaves the rest where it is. */
  drain(durableSteps: number): void {
    while (this.#held.length > 0) {
      const first = this.#held[0] as Held<Effect>;
      if (first.gate > durableSteps || !this.#mayLeave(first.effect)) return;
      this.#held.shift();
      this.#release(first.effect, first.gate);
    }
  }

  get length(): number {
    return this.#held.length;
  }
}

function always(): boolean {
  return true;
}

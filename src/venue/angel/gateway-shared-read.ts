/** One kind of read that many may ask for: one request at a time answers all who asked before it left. Venue thread. */
import type { CallResult } from './call.ts';

/** Books may be asked for once a second, so what can share an answer does. Nobody gets an answer to a request older than their own. */
export class SharedRead<Data> {
  readonly #call: () => Promise<CallResult<Data>>;
  #running: Promise<CallResult<Data>> | null = null;
  #next: Promise<CallResult<Data>> | null = null;

  /** `call` never rejects. */
  constructor(call: () => Promise<CallResult<Data>>) {
    this.#call = call;
  }

  read(): Promise<CallResult<Data>> {
    if (this.#running === null) return this.#start();
    this.#next ??= this.#running.then(() => {
      this.#next = null;
      return this.#start();
    });
    return this.#next;
  }

  #start(): Promise<CallResult<Data>> {
    const running = this.#call();
    this.#running = running;
    return running.then((result) => {
      if (this.#running === running) this.#running = null;
      return result;
    });
  }
}

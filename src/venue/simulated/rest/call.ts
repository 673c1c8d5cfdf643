/** One request as the handlers of the simulated broker see it, after the gate. Simulator process. */
import type { z } from 'zod';
import type { EndpointName } from '../../../contract/wire/smartapi-rest.ts';
import type { Account } from './account.ts';
import type { Answer } from './answer.ts';
import type { Session } from './sessions.ts';

export interface Call {
  /** Parsed JSON; undefined when there is none. */
  readonly body: unknown;
  /** What follows the endpoint's path, without slashes. */
  readonly tail: string;
}

/** Of a client that is logged in. */
export interface ClientCall extends Call {
  readonly account: Account;
  readonly session: Session;
}

export type LoginHandler = (call: Call) => Answer;
export type ClientHandler = (call: ClientCall) => Answer;

export type Handlers = Readonly<Record<Exclude<EndpointName, 'login'>, ClientHandler>> & {
  readonly login: LoginHandler;
};

/** The body as its schema reads it, null when it does not fit. */
export function bodyOf<Schema extends z.ZodType>(
  { body }: Call,
  schema: Schema,
): z.output<Schema> | null {
  const parsed = schema.safeParse(body);
  return parsed.success ? parsed.data : null;
}

/** `GET /health`. Publish thread. */
import type { HealthView } from '../../contract/wire/client-stream.ts';
import type { HttpAnswer } from '../fanout/port.ts';
import { jsonAnswer } from './answer.ts';

/** 503 tells a supervisor or load balancer that the engine is down; a degraded engine still serves. */
export function healthAnswer(view: HealthView): HttpAnswer {
  return jsonAnswer(view.status === 'down' ? 503 : 200, view);
}

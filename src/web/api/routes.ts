/** Every request of both engines ends here: access, method, path. Read-only. Publish thread. */
import type { HealthView } from '../../contract/wire/client-stream.ts';
import type { Encoding, HttpAnswer, HttpRequest, UpgradeDecision } from '../fanout/port.ts';
import type { MetricsPage } from '../metrics/registry.ts';
import type { AccessPolicy } from './access.ts';
import { answerOf, errorAnswer } from './answer.ts';
import { healthAnswer } from './health.ts';

export const STREAM_PATH = '/ws/stream';

export interface RouteOptions {
  readonly access: AccessPolicy;
  /** The port really listened on. */
  boundPort(): number;
  health(): HealthView;
  readonly metrics: MetricsPage;
  readonly terminalFiles: ReadonlyMap<string, HttpAnswer>;
  readonly maxClients: number;
  clients(): number;
  onRefusedClient(): void;
}

/** Never rejects: a failure to answer is a 500. */
export async function answerRequest(
  options: RouteOptions,
  request: HttpRequest,
): Promise<HttpAnswer> {
  const refusal = options.access.refusal(request, options.boundPort());
  if (refusal !== undefined) return refusal;
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    const message = 'This server is read-only. Use GET or HEAD.';
    return errorAnswer(405, { code: 'method_not_allowed', message }, { allow: 'GET, HEAD' });
  }
  switch (request.path) {
    case '/health':
      return healthAnswer(options.health());
    case '/metrics':
      return metricsAnswer(options.metrics);
    case STREAM_PATH: {
      const message = `Connect with a WebSocket to ${STREAM_PATH}?encoding=msgpack or json.`;
      return errorAnswer(426, { code: 'upgrade_required', message }, { upgrade: 'websocket' });
    }
    default:
      return (
        options.terminalFiles.get(request.path) ??
        errorAnswer(404, {
          code: 'not_found',
          message: `Nothing is here. Try /, /health, /metrics or the WebSocket ${STREAM_PATH}.`,
        })
      );
  }
}

async function metricsAnswer(metrics: MetricsPage): Promise<HttpAnswer> {
  try {
    return answerOf(200, metrics.contentType, await metrics.render());
  } catch (error) {
    const message = `A metric could not be read (${String(error)}). The log has the cause.`;
    return errorAnswer(500, { code: 'metrics_failed', message });
  }
}

/** Whether a WebSocket may open, and in which encoding. */
export function decideUpgrade(options: RouteOptions, request: HttpRequest): UpgradeDecision {
  const encoding = encodingOf(request.query);
  const answer =
    options.access.refusal(request, options.boundPort()) ??
    (encoding === undefined
      ? errorAnswer(400, {
          code: 'unknown_encoding',
          message: 'Use ?encoding=msgpack (the default) or ?encoding=json.',
        })
      : undefined) ??
    (options.clients() >= options.maxClients
      ? errorAnswer(503, {
          code: 'too_many_clients',
          message: 'All client places are taken. Try later or raise server.maxClients.',
        })
      : undefined);
  if (answer === undefined && encoding !== undefined) return { isAccepted: true, encoding };
  options.onRefusedClient();
  return { isAccepted: false, answer: answer as HttpAnswer };
}

function encodingOf(query: string): Encoding | undefined {
  const name = new URLSearchParams(query).get('encoding') ?? 'msgpack';
  return name === 'msgpack' || name === 'json' ? name : undefined;
}

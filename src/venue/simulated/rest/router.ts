/** Which endpoint of the simulated broker a request means. Simulator process. */
import {
  ENDPOINTS,
  type Endpoint,
  type EndpointName,
} from '../../../contract/wire/smartapi-rest.ts';

export interface Route {
  readonly name: EndpointName;
  readonly endpoint: Endpoint;
  /** What follows the endpoint's path, without slashes. */
  readonly tail: string;
}

/** The official SDKs send bodies with GET and sometimes double slashes; both are taken, as the live server does. */
export function routeOf(method: string, path: string): Route | null {
  const plain = path.replace(/\/{2,}/g, '/').replace(/\/$/, '');
  for (const [name, endpoint] of Object.entries(ENDPOINTS)) {
    if (endpoint.method !== method) continue;
    if (plain === endpoint.path) return { name: name as EndpointName, endpoint, tail: '' };
    if (name !== 'orderDetails' || !plain.startsWith(`${endpoint.path}/`)) continue;
    return { name, endpoint, tail: plain.slice(endpoint.path.length + 1) };
  }
  return null;
}

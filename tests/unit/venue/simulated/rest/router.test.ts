import { describe, expect, it } from 'vitest';
import { ENDPOINTS } from '../../../../../src/contract/wire/smartapi-rest.ts';
import { routeOf } from '../../../../../src/venue/simulated/rest/router.ts';

describe('routeOf', () => {
  it('finds every endpoint by its own path, with and without a slash behind', () => {
    for (const [name, { method, path }] of Object.entries(ENDPOINTS)) {
      expect(routeOf(method, path)?.name).toBe(name);
      expect(routeOf(method, `${path}/`)?.name).toBe(name);
    }
  });

  it('takes the unique order id behind details, and double slashes', () => {
    const { path } = ENDPOINTS.orderDetails;
    expect(routeOf('GET', `${path}/abc-1`)).toMatchObject({ name: 'orderDetails', tail: 'abc-1' });
    const refresh = ENDPOINTS.refresh.path.replace('v1/', 'v1//');
    expect(routeOf('POST', refresh)?.name).toBe('refresh');
  });

  it('knows no other path and no other method', () => {
    expect(routeOf('GET', '/')).toBeNull();
    expect(routeOf('GET', ENDPOINTS.place.path)).toBeNull();
    expect(routeOf('POST', `${ENDPOINTS.place.path}/x`)).toBeNull();
  });
});

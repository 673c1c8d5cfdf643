import { expect, it } from 'vitest';
import { VenueLinks } from '../../../../../src/domain/order/watch/venue-links.ts';

it('OL-07 the first link of a venue order and of an order of ours stays', () => {
  const links = new VenueLinks();
  expect(links.link(901, 1)).toBe('linked');
  expect(links.link(901, 1)).toBe('linked');
  expect(links.link(902, 1)).toBe('second');
  expect(links.link(901, 2)).toBe('taken');
  expect(links.link(902, 2)).toBe('linked');
});

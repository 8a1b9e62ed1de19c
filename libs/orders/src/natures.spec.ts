import { FileOfflineServiceRequest } from './offline/offline.dto';
import { CreateQuoteRequest } from './order.dto';
import { PlaceOrderRequest } from './order-filing.dto';
import { NATURES } from './order.words';
import { CreateOrderRequest } from './samples/sample.dto';
import { OFFLINE_BODY, pointersOf, QUOTE_BODY, SAMPLE_BODY } from './testing/request-bodies';

describe('the nature of a service', () => {
  it.each([
    ['a quote', QUOTE_BODY, CreateQuoteRequest],
    ['an order of samples as it is placed', SAMPLE_BODY, PlaceOrderRequest],
    ['an order of samples', SAMPLE_BODY, CreateOrderRequest],
    ['a service as it is placed', OFFLINE_BODY, PlaceOrderRequest],
    ['a service that is filed', OFFLINE_BODY, FileOfflineServiceRequest],
  ] as const)('may be told in %s, and names its field when it is none', async (_, body, type) => {
    expect(await pointersOf(body, type)).toEqual([]);
    for (const nature of NATURES) expect(await pointersOf({ ...body, nature }, type)).toEqual([]);
    for (const nature of ['法定检验', 'testing', '', 1, ['calibration']])
      expect(await pointersOf({ ...body, nature }, type)).toEqual(['/nature']);
  });
});

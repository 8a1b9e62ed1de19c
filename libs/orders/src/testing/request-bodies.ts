import { type InvalidRequest, RequestValidationPipe } from '@app/http';

const ID = '0199a000-0000-7000-8000-000000000000';

/** Of `POST /quotes`, and of a reservation. */
export const QUOTE_BODY = {
  ...{ instrumentId: ID, purpose: 'testing' },
  ...{ startsAt: '2026-12-01T09:00:00+08:00', endsAt: '2026-12-01T11:00:00+08:00' },
};

/** Of an order of samples. */
export const SAMPLE_BODY = {
  ...{ kind: 'sample', providerOrganisationId: ID, purpose: 'testing', urgency: 'normal' },
  ...{ reportKind: 'none', leftOver: 'return', samples: [{ name: '机织物', quantity: 1 }] },
  items: [{ name: '断裂强力', quantity: 1 }],
};

/** Of a service that is filed. */
export const OFFLINE_BODY = {
  ...{ kind: 'offline', providerOrganisationId: ID, purpose: 'testing', feeFen: 1 },
  ...{ startsAt: '2099-03-02T09:00:00+08:00', endsAt: '2099-03-04T18:00:00+08:00' },
  ...{ description: '形貌观察', place: '上海市浦东新区某路 1 号', regionCode: '310000' },
};

/** Fields that a body is refused for as the API reads it, in their order; none when it is taken. */
export async function pointersOf(body: object, metatype: new () => object): Promise<string[]> {
  return new RequestValidationPipe().transform(body, { type: 'body', metatype }).then(
    () => [],
    (error: InvalidRequest) => {
      const { errors } = error.members as { errors: { pointer: string }[] };
      return errors.map(({ pointer }) => pointer).sort();
    },
  );
}

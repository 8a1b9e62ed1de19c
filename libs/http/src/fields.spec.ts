import { ObjectField, SecretField, TextField } from './fields';
import type { InvalidRequest } from './http.errors';
import { RequestValidationPipe } from './validation';

class Person {
  @TextField() name: string;
}

class Registration {
  @ObjectField(() => Person) person: Person;
  @ObjectField(() => Person, { nullable: true }) deputy?: Person | null;
}

class Proof {
  @SecretField({ optional: true }) password?: string;
}

const read = (body: object, metatype: new () => object = Registration): Promise<unknown> =>
  new RequestValidationPipe().transform(body, { type: 'body', metatype });

describe('an optional secret', () => {
  it('that is null is one left out: there is nothing to clear', async () => {
    await expect(read({ password: null }, Proof)).resolves.toEqual({ password: undefined });
  });
});

class Change {
  @TextField({ optional: true }) remark?: string;
  @TextField({ nullable: true }) phone?: string | null;
}

describe('null for a field that may be absent', () => {
  it('arrives only where it says something of its own', async () => {
    await expect(read({ remark: null, phone: null }, Change)).resolves.toEqual({
      ...{ remark: undefined, phone: null },
    });
  });
});

describe('an object inside a body', () => {
  it.each([
    ['that is missing', {}, 'required'],
    ['that is null', { person: null }, 'object'],
    ['that is a text', { person: 'Wang' }, 'object'],
    ['that is a list', { person: [] }, 'object'],
  ])('%s is refused by its name', async (_what, body, code) => {
    const refusal: InvalidRequest = await read(body).then(
      () => Promise.reject(new Error('it was taken')),
      (error: InvalidRequest) => error,
    );
    expect(refusal.members).toMatchObject({ errors: [{ pointer: '/person', code }] });
  });

  it('may be left out or null where it is optional', async () => {
    const person = { name: 'Wang' };
    await expect(read({ person })).resolves.toMatchObject({ person });
    await expect(read({ person, deputy: null })).resolves.toMatchObject({ deputy: null });
  });
});

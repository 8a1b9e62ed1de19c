import createClient, { type Middleware } from 'openapi-fetch';
import { currentLanguage, LANGUAGE_TAGS } from '@/shared/i18n/language';
import { problemFrom } from '@/shared/problem';
import type { components, paths } from '@/api/schema';

/** The named types of the API document. */
export type Schemas = components['schemas'];

const askInOurLanguage: Middleware = {
  onRequest({ request }) {
    request.headers.set('Accept-Language', LANGUAGE_TAGS[currentLanguage()]);
    return request;
  },
};

/** The typed HTTP client of the API; the session is a cookie of this origin. */
export const api = createClient<paths>({ credentials: 'same-origin' });
api.use(askInOurLanguage);

type Answer<Data> = { data?: Data; error?: unknown; response: Response };

/** The answer's body. @throws ProblemError when the API refused. */
export async function bodyOf<Data>(answer: Promise<Answer<Data>>): Promise<Data> {
  const { data, error, response } = await answer;
  if (!response.ok) throw problemFrom(response.status, error);
  return data as Data;
}

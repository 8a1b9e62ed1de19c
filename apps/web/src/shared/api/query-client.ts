import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { isProofRequired, isSignedOut, ProblemError } from '@/shared/problem';

const RETRIES = 2;
const SIGNED_OUT = 'signed-out';
const PROOF_REQUIRED = 'proof-required';

const sessionEvents = new EventTarget();

function listen(event: string, listener: () => void): () => void {
  sessionEvents.addEventListener(event, listener);
  return () => sessionEvents.removeEventListener(event, listener);
}

/** Calls back whenever the API says that the session is over. Returns the function that stops listening. */
export function onSignedOut(listener: () => void): () => void {
  return listen(SIGNED_OUT, listener);
}

/** Calls back whenever the API wants the person to prove again who they are. Returns the function that stops listening. */
export function onProofRequired(listener: () => void): () => void {
  return listen(PROOF_REQUIRED, listener);
}

/** Tries again what may heal by itself (network, 5xx); a refusal by a rule is final. */
function mayHeal(failures: number, error: Error): boolean {
  const final = error instanceof ProblemError && error.status < 500;
  return !final && failures < RETRIES;
}

/** Mutation meta for sign-in itself, where 401 means a wrong password and not an ended session. */
export const SIGNING_IN = { signingIn: true } as const;

/** The one cache of server state. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 10_000, retry: mayHeal },
    mutations: { retry: false },
  },
  queryCache: new QueryCache({
    onError: (error) => {
      if (isSignedOut(error)) sessionEvents.dispatchEvent(new Event(SIGNED_OUT));
    },
  }),
  mutationCache: new MutationCache({
    onError: (error, _variables, _onMutateResult, mutation) => {
      if (mutation.meta === SIGNING_IN) return;
      if (isSignedOut(error)) sessionEvents.dispatchEvent(new Event(SIGNED_OUT));
      if (isProofRequired(error)) sessionEvents.dispatchEvent(new Event(PROOF_REQUIRED));
    },
  }),
});

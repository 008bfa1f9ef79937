import { HubApiError } from '@huggingface/hub';
import { TomoniError } from '@tomoni/spec';

/** What was asked for when the Hub failed. */
export interface HubRequest {
  readonly model: string;
  readonly revision: string;
  readonly endpoint: string;
  readonly token: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Whether the Hub did not answer, or not with sense: its cached files may then serve. */
export function isUnreachable(error: unknown, { signal }: HubRequest): boolean {
  if (error instanceof TomoniError || signal?.aborted === true) return false;
  return error instanceof HubApiError ? error.statusCode >= 500 || error.statusCode === 429 : true;
}

/** The error that tells a user what went wrong on the Hub, and what to do. */
export function hubFailure(error: unknown, request: HubRequest): TomoniError {
  if (error instanceof TomoniError) return error;
  const { model, revision, endpoint, signal } = request;
  if (signal?.aborted === true)
    return new TomoniError({
      code: 'aborted',
      what: `The download of '${model}' was stopped.`,
      remedy: 'Load it again; what has arrived is kept.',
      cause: error,
    });
  const status = error instanceof HubApiError ? error.statusCode : undefined;
  return new TomoniError({
    code: status === undefined || status >= 500 ? 'unavailable' : 'not-found',
    ...sentences(status, request),
    where: { file: `${endpoint}/${model}${revision === 'main' ? '' : `/tree/${revision}`}` },
    cause: error,
  });
}

function sentences(
  status: number | undefined,
  { model, revision, endpoint, token }: HubRequest,
): { what: string; remedy: string } {
  const page = `${endpoint}/${model}`;
  switch (status) {
    case undefined:
      return {
        what: `There is no folder '${model}' here; as the name of a model, the Hub at ${endpoint} cannot be reached, and '${model}' is not in the cache.`,
        remedy: 'Check the network and HF_ENDPOINT, or give the path of a folder.',
      };
    case 401:
      return {
        what:
          token === undefined
            ? `There is no folder '${model}' here, and the Hub shows no model of that name without a token.`
            : `The Hub does not accept the token for '${model}'.`,
        remedy: `Check the path, or the name at ${page}; if the model is private or gated, accept its terms there and set HF_TOKEN.`,
      };
    case 403:
      return {
        what: `The Hub does not give you access to '${model}'.`,
        remedy: `Accept the terms of the model at ${page}, and set HF_TOKEN to a token that may read it.`,
      };
    case 404:
      return {
        what:
          revision === 'main'
            ? `There is no folder '${model}' here, and the Hub has no model of that name.`
            : `The Hub has no model '${model}' with a revision '${revision}'.`,
        remedy: `Give the path of a folder, or check the name at ${page}.`,
      };
    default:
      return {
        what: `The Hub answered the request for '${model}' with status ${status}.`,
        remedy: 'Try again later.',
      };
  }
}

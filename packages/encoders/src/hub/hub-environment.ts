import { homedir } from 'node:os';
import { join } from 'node:path';

/** The environment variables of Python's huggingface_hub that count here. */
export interface HubEnvironment {
  /** Address of the Hub: `HF_ENDPOINT`. */
  readonly endpoint: string;
  /** Access token: `HF_TOKEN`. */
  readonly token: string | undefined;
  /** Folder of the cache: `HF_HUB_CACHE`, else `hub` in `HF_HOME`, else in `~/.cache/huggingface`. */
  readonly cacheFolder: string;
  /** Whether the network may not be used: `HF_HUB_OFFLINE`. */
  readonly offline: boolean;
}

/** Reads the environment; a variable that is set but empty counts as not set. */
export function hubEnvironment(
  env: Readonly<Record<string, string | undefined>> = process.env,
): HubEnvironment {
  const home = env.HF_HOME || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'huggingface');
  return {
    endpoint: (env.HF_ENDPOINT || 'https://huggingface.co').replace(/\/+$/, ''),
    token: env.HF_TOKEN || undefined,
    cacheFolder: env.HF_HUB_CACHE || env.HUGGINGFACE_HUB_CACHE || join(home, 'hub'),
    offline: /^(1|on|yes|true)$/i.test(env.HF_HUB_OFFLINE ?? ''),
  };
}
